"""Programs as text that loses nothing but Python: what archives hold.

The layout is that of ``Graph.dumps()`` without a graph before the declarations.  Every nominal type stands by its own name,
places stand in a table of their own (``places``); enums and named tuples come first, behind what they contain.
Non-goal: files.
"""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch

from ..base.errors import GraphError
from ..base.source import Span
from ..ir.graph import Node
from ..lang.nominal import ClassType, EnumType
from ..lang.schema import Argument
from ..lang.types import FunctionType, NamedTupleType, OptionalType, Type, UnionType
from ..lang.value_text import declared_text, value_text
from .declarations import DeclarationWriter
from .lexer import Cursor
from .parser import Parser
from .places import PlaceReader, PlaceWriter, WrittenOutReader
from .printer import Printer

LOST = declared_text(...)  # what a declaration says where it cannot say what a value is
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.]")


class ProgramText(NamedTuple):
    """``payloads`` are the tensors that the text names by number, ``places`` those of its nodes, ``names`` what it calls
    types."""

    text: str
    payloads: list[Any]
    places: list[Span]
    names: dict[Type, str]


def write_program(types: Iterable[Type]) -> ProgramText:
    """The declarations of ``types``, which are all that they name themselves.  Raises GraphError for what no text holds."""
    found = sorted(types, key=_rank)
    names = _names(found)
    printer = _Printer(names)
    writer = _Writer(printer)
    text = "\n".join(map(writer.declaration, found))
    for t in found:
        if isinstance(t, FunctionType):
            names[t] = printer.functions.of(t.function)
    return ProgramText(text, printer.payloads, list(printer.places.numbers), names)


def _rank(t: Type) -> tuple[int, int]:
    if isinstance(t, NamedTupleType):
        return 1, _depth(t)
    return (0 if isinstance(t, EnumType) else 2), 0


def _depth(t: Type) -> int:
    return 1 + max(map(_depth, t.contained()), default=0)


def _names(types: Iterable[Type]) -> dict[Type, str]:
    names: dict[Type, str] = {}
    taken: set[str] = set()
    for t in types:
        if not isinstance(t, FunctionType):
            stem = _NOT_IN_NAMES.sub("_", t.annotation_str)
            name = next(n for n in _variants(stem) if n not in taken)
            names[t] = name
            taken.add(name)
    return names


def _variants(name: str) -> Iterator[str]:
    yield name
    stem, _, last = name.rpartition(".")
    yield from (f"{stem}.___torch_mangle_{number}.{last}" for number in itertools.count())


class _Spelt(Type):
    """Stands in a type for a part of it that is spelt already."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def annotation_str(self) -> str:
        return self.text


class _Printer(Printer):
    def __init__(self, names: Mapping[Type, str]) -> None:
        super().__init__(True)
        self.names = names
        self._spelt: dict[Type, str] = {}
        self.places = PlaceWriter()

    def type_text(self, t: Type) -> str:
        spelt = self._spelt.get(t)
        if spelt is None:
            self._spelt[t] = spelt = self.names.get(t) or self._spelling(t)
        return spelt

    def _spelling(self, t: Type) -> str:
        parts = [_Spelt(self.type_text(p)) for p in t.contained()]
        if isinstance(t, UnionType):
            return f"Union({', '.join(p.text for p in parts)})"
        return t.rebuild(parts).str() if parts else t.str()

    def place_text(self, span: Span) -> str:
        return self.places.text(span)

    def head(self, node: Node) -> str:
        if node.kind() == "prim::PythonOp":
            raise GraphError(_python(node))
        return super().head(node)

    def overload(self, node: Node) -> None:
        """Every operator says which it is: neither who writes nor who reads has to look."""

    def constant_text(self, value: Any, t: Type | None) -> str:
        t = t.element if isinstance(t, OptionalType) else t
        if isinstance(t, EnumType) and value is not None:
            return f"{self.names[t]}.{value.name}"
        return value_text(value)


def _python(node: Node) -> str:
    lines = [f"{node.span}: " if node.span else "", f"a call of the Python function '{node.s('name')}' cannot be saved"]
    excerpt = node.span.indented() if node.span else []
    return "\n".join(["".join(lines), *excerpt, "help: write it in the language, or mark it @unused if it is never called"])


class _Writer(DeclarationWriter):
    printer: _Printer

    def name(self, t: Type) -> str:
        return self.printer.names[t]

    def fields(self, t: NamedTupleType) -> str:
        defaults = dict(t.defaults)
        fields = [
            f"{name} : {self.printer.type_text(item)}{f' = {self.default(item, defaults[name])}' if name in defaults else ''}"
            for name, item in zip(t.fields, t.items, strict=True)
        ]
        return f"NamedTuple({', '.join(fields)})"

    def default(self, t: Type, value: Any) -> str:
        inner = t.element if isinstance(t, OptionalType) else t
        if isinstance(value, enum.Enum):
            return f"{self.printer.names[inner]}.{value.name}" if isinstance(inner, EnumType) else LOST
        return self._with_payloads(value) or super().default(t, value)

    def _with_payloads(self, value: Any) -> str:
        """A default that is a tensor or holds some; empty for any other."""
        if isinstance(value, torch.Tensor):
            self.printer.payloads.append(value)
            return f"payload({len(self.printer.payloads) - 1})"
        if type(value) not in (list, tuple) or not any(isinstance(v, torch.Tensor) for v in value):
            return ""
        texts = [self._with_payloads(v) or declared_text(v) for v in value]
        if LOST in texts:
            return LOST
        items = ", ".join(texts)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"

    def argument_default(self, argument: Argument) -> str:
        text = super().argument_default(argument)
        if text == LOST:
            kind = type(argument.default).__name__
            raise GraphError(f"the default of the parameter '{argument.name}' cannot be saved: it is a {kind}")
        return text

    def constants(self, t: ClassType) -> Iterable[tuple[str, str]]:
        """What no text holds is Python's alone."""
        return [(name, text) for name, text in super().constants(t) if text != LOST]


# -- reading


Settle = Callable[[Type], Type]
Places = Callable[[Callable[[str], object]], PlaceReader | WrittenOutReader]  # given what says where the text is wrong


def read_program(
    text: str, payloads: Sequence[Any], places: Places, settle: Settle, class_type: type[ClassType]
) -> dict[str, Type]:
    """The types of a program by what its text calls them; modules and classes are of ``class_type``.

    ``settle`` gives the type that stands for an enum or named tuple, once it is read.  Graphs are not verified.
    Raises GraphError.
    """
    parser = _Parser(text, {str(i): tensor for i, tensor in enumerate(payloads)}, places, settle, class_type)
    parser.declarations.read()
    return parser.types.known | parser.types.functions


class _Parser(Parser):
    def __init__(
        self, text: str, constants: Mapping[str, Any], places: Places, settle: Settle, class_type: type[ClassType]
    ) -> None:
        super().__init__(text, constants, {}, Cursor(text, "program.txt"))
        self.places = places(self.cursor.fail)
        self.types.exact = True
        self.literals.payloads = constants
        self.declarations.settle = settle
        self.declarations.announce(class_type)

    def place(self, comment: str) -> Span | None:
        return self.places.place(comment)
