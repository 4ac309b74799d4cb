"""Declarations after a graph -> the types that its text names.

The types exist before anything is read, so that graphs and declarations may name each other; their contents follow as
the declarations come.  What no text holds (Python classes, constants that are objects) is not there afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..ir.function import Function
from ..ir.graph import Graph
from ..lang.nominal import AttributeKind, ClassType, EnumType, InterfaceType
from ..lang.schema import NO_DEFAULT, Argument, Schema
from ..lang.types import ANY, FunctionType, NamedTupleType, Type
from .lexer import Cursor
from .literal_reader import LiteralReader
from .type_reader import TypeReader

_KIND = r"module interface|interface|module|class|enum|namedtuple|function"
_HEAD = re.compile(rf"\n({_KIND}) (?:(\S+) = )?([^\s(:]+)(?:: )?(.*)$", re.MULTILINE)
_NAME = r"[^\s(:=]+"


class DeclarationReader:
    def __init__(self, cursor: Cursor, types: TypeReader, literals: LiteralReader, graph: Callable[[], Graph]) -> None:
        self.cursor = cursor
        self.types = types
        self.literals = literals
        self.graph = graph
        self.announced: dict[str, Type] = {}  # what is still to be read
        self.settle: Callable[[Type], Type] = lambda t: t  # the type that stands for an enum or named tuple that was read
        self.class_type: type[ClassType] = ClassType

    def announce(self, class_type: type[ClassType] = ClassType) -> None:
        """All declarations, by their heads; of classes and modules is made a ``class_type``."""
        self.class_type = class_type
        for head in _HEAD.finditer(f"\n{self.cursor.text}"):  # a line feed is found faster than the start of a line
            self._announce(head)

    def _announce(self, head: re.Match[str]) -> None:
        kind, alias, name, rest = head.groups()
        if kind == "namedtuple":
            if self.types.exact:
                return
            known = self.types.tuple_names.setdefault(rest, name)
            if known != name:
                self.cursor.fail(f"{known} and {name} have the same fields: graphs do not tell them apart", head.start())
            return
        key = alias or (name.rpartition(".")[2] if kind == "function" else name)
        if key in self.announced:
            self.cursor.fail(f"{key} is declared twice", head.start())
        self.announced[key] = t = self._empty(kind, name)
        if not self.types.declare(key, t):
            self.cursor.fail(f"a second interface is spelled {t.str()}: graphs do not tell them apart", head.start())

    def read(self) -> None:
        """All declarations, to the end of the text."""
        while not self.cursor.at_end():
            with self.cursor.checked("cannot read this declaration"):
                self._declaration()

    def _declaration(self) -> None:
        kind = self.cursor.need(_KIND, "a declaration or the end of the text")
        start = self.cursor.at + 1
        name = self.cursor.need(_NAME, "a name")
        if kind == "namedtuple":
            self._named_tuple(name)
            return
        if kind == "function":
            name = self._function_key(name)
        t = self.announced.pop(name, None)
        if t is None:
            self.cursor.fail(f"{name} is no declaration of its own line", start)
        _contents(t)(self, t)
        if isinstance(t, EnumType):
            self.types.settle(name, self.settle(t))

    def _function_key(self, name: str) -> str:
        if not self.cursor.accept("="):
            return name.rpartition(".")[2]
        self.cursor.need(_NAME, "the whole name of the function")
        return name

    # -- what they declare

    def _named_tuple(self, name: str) -> None:
        self.cursor.expect(":")
        start = self.cursor.at + 1
        t = self.types.type()
        if not isinstance(t, NamedTupleType):
            self.cursor.fail("expected the fields of a named tuple", start)
        if self.types.exact:
            self.types.lost.discard(t)
            self.types.settle(name, self.settle(NamedTupleType(t.items, name, t.fields, t.defaults)))

    def _function(self, t: FunctionType) -> None:
        self._signature_and_graph(t.function)

    def _enum(self, t: EnumType) -> None:
        self.cursor.expect("(")
        t.value_type = self.types.type()
        self.cursor.expect(")")
        self.cursor.expect(":")
        while self._is_member():
            name = self.cursor.need(r"\w+", "the name of a member")
            self.cursor.expect("=")
            t.members[name] = self.literals.declared(t.value_type)

    def _interface(self, t: InterfaceType) -> None:
        self.cursor.expect(":")
        while self._is_member():
            self.cursor.need(r"def\b", "'def'")
            name = self.cursor.need(r"\w+", "the name of a method")
            t.methods[name] = self._signature(name)

    def _class(self, t: ClassType) -> None:
        self.cursor.expect(":")
        while self._is_member():
            with self.cursor.checked("cannot read this member"):
                self._class_member(t)

    def _class_member(self, t: ClassType) -> None:
        word = self.cursor.need(r"[a-z]+", "a member of a class")
        start = self.cursor.at + 1
        name = self.cursor.string() if self.cursor.looking_at('"') else self.cursor.need(r"\w+", "a name")
        if name in (t.methods if word == "def" else t.constants if word == "constant" else t.attributes):
            self.cursor.fail(f"{t.name} has two members {name}", start)
        if word == "constant":
            self.cursor.expect("=")
            t.constants[name] = self.literals.declared(ANY)
        elif word == "property":
            self._property(t, name)
        elif word == "def":
            t.methods[name] = function = Function(f"{t.name}.{name}", _unknown(name))
            self._signature_and_graph(function)
        elif word in _KINDS:
            self.cursor.expect(":")
            t.add_attribute(name, self.types.type(), AttributeKind(word))
        else:
            self.cursor.fail(f"no member of a class begins with {word!r}", start)

    def _property(self, t: ClassType, name: str) -> None:
        self.cursor.expect("=")
        getter = self.cursor.need(r"\w+", "the name of a getter")
        t.properties[name] = getter, (self.cursor.need(r"\w+", "the name of a setter") if self.cursor.accept(",") else None)

    def _is_member(self) -> bool:
        """Members are indented, declarations are not."""
        return not self.cursor.at_end() and self.cursor.column() > 0

    def _empty(self, kind: str, name: str) -> Type:
        if kind == "function":
            return FunctionType(Function(name, _unknown(name)))
        if kind == "enum":
            return EnumType(name)
        is_module = kind.startswith("module")
        return (InterfaceType if kind.endswith("interface") else self.class_type)(name, is_module)

    # -- functions

    def _signature_and_graph(self, function: Function) -> None:
        function.schema = self._signature(function.qualified_name)
        if self.cursor.looking_at(r"graph\("):
            function.graph = self.graph()

    def _signature(self, name: str) -> Schema:
        self.cursor.expect("(")
        self.keyword_only = False
        arguments = self.cursor.separated(")", self._parameter)
        self.cursor.expect("->")
        returns = self.cursor.separated(":", self.types.type)
        return Schema(name, "", tuple(a for a in arguments if a), tuple(Argument("", t) for t in returns))

    def _parameter(self) -> Argument | None:
        if self.cursor.accept("*"):
            self.keyword_only = True
            return None
        name = self.cursor.need(r"\w+", "a parameter")
        size = self.cursor.take(r"\[(\d+)\]")
        self.cursor.expect(":")
        t = self.types.type()
        default = self.literals.declared(t) if self.cursor.accept("=") else NO_DEFAULT
        return Argument(name, t, default, self.keyword_only, int(size.group(1)) if size else None)


def _unknown(name: str) -> Schema:
    return Schema(name, "", (), ())


_KINDS = {kind.value for kind in AttributeKind}
_CONTENTS: dict[type, Callable[[DeclarationReader, Any], None]] = {
    ClassType: DeclarationReader._class,
    InterfaceType: DeclarationReader._interface,
    EnumType: DeclarationReader._enum,
    FunctionType: DeclarationReader._function,
}


def _contents(t: Type) -> Callable[[DeclarationReader, Any], None]:
    return next(read for cls, read in _CONTENTS.items() if isinstance(t, cls))
