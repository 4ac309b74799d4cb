"""Sugared values: what an expression means while compiling.

Many expressions of a program are not values of the IR: modules, functions, types, bound methods, ``range(3)``, ``None``'s
methods.  Each is a ``Sugared``; the frontend asks it to do what the program does with it, and it answers with another one
or with a compile error.  ``SimpleValue`` is the one that is an IR value.

The ``e`` that every method takes is the ``Emitter``: the function being written (``e.builder``, ``e.error(...)``,
``e.operator(name, args, kwargs)``, ``e.convert(value, type)``).  Non-goal: what a Python object means (``resolution``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...base.record import Record
from ...ir.graph import Value
from ...lang.types import BOOL, FLOAT, INT, NONE, STR, TupleType, Type
from .behaviour import Behaviour, behaviour

if TYPE_CHECKING:
    from .emitter import Emitter


class Iteration(Record):
    """How a ``for`` goes over a value: over known ``items`` (unrolled), or by index up to ``length``.

    ``length`` is None where the value itself sets no bound (the counter of ``enumerate``).
    """

    items: Sequence[Sugared] | None = None
    length: Value | None = None
    item: Callable[[Value], Sugared] | None = None


class Sugared(Record):
    """Base: refuses everything, with an error that says what the value is."""

    def describe(self) -> str:
        """What this is, for errors: ``module math``, ``value of type 'int'``."""
        return type(self).__name__

    def as_value(self, e: Emitter) -> Value:
        """The value in the graph."""
        raise e.error(f"{self.describe()} cannot be used as a value")

    def type(self) -> Type | None:
        """The type of the value it would be; None where it is none (or where that is not known yet)."""
        return None

    def attr(self, e: Emitter, name: str) -> Sugared:
        raise e.error(f"{self.describe()} has no attribute '{name}'")

    def has_attr(self, e: Emitter, name: str) -> bool:
        """Decides ``hasattr`` while compiling."""
        raise e.error(f"hasattr cannot look into {self.describe()}")

    def set_attr(self, e: Emitter, name: str, value: Sugared) -> None:
        raise e.error(f"cannot assign to attribute '{name}' of {self.describe()}")

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        raise e.error(f"{self.describe()} cannot be called")

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        raise e.error(f"{self.describe()} cannot be indexed")

    def length(self, e: Emitter) -> Sugared:
        raise e.error(f"{self.describe()} has no length")

    def iterate(self, e: Emitter) -> Iteration:
        raise e.error(f"{self.describe()} cannot be iterated over, and cannot be used as a tuple")

    def items(self, e: Emitter) -> list[Sugared]:
        """The parts, where their number is known: for unpacking, ``*args`` and unrolled loops."""
        iteration = self.iterate(e)
        if iteration.items is None:
            raise e.error(f"the number of items of {self.describe()} is not known when compiling")
        return list(iteration.items)

    def contains(self, e: Emitter, item: Sugared) -> Sugared:
        raise e.error(f"'in' cannot look into {self.describe()}")

    def magic(self, e: Emitter, name: str, args: Sequence[Sugared] = ()) -> Sugared | None:
        """The call of a magic method that the value's class defines; None where it defines none."""
        return None

    def static_truth(self, e: Emitter) -> bool | None:
        """The value as a condition, where it is known when compiling."""
        return None

    def drop(self) -> None:
        """It was an expression that stands alone: nobody sees the value."""

    def manager(self, e: Emitter) -> Sugared:
        """What ``with value`` enters."""
        return self

    def enter(self, e: Emitter) -> Sugared:
        """``with value``: writes what opens the context, gives what ``as`` binds."""
        raise e.error(f"{self.describe()} is not a context manager")

    def exit(self, e: Emitter) -> None:
        """Writes what closes the context."""


class SimpleValue(Sugared):
    """An IR value.  What it can do depends on its type: the ``behaviour`` of the type says."""

    value: Value

    def describe(self) -> str:
        return f"a value of type '{self.value.type()}'"

    def as_value(self, e: Emitter) -> Value:
        return self.value

    def type(self) -> Type | None:
        return self.value.type()

    @property
    def _does(self) -> Behaviour:
        return behaviour(self.value.type())

    def attr(self, e: Emitter, name: str) -> Sugared:
        return self._does.attribute(e, self.value, name)

    def has_attr(self, e: Emitter, name: str) -> bool:
        return self._does.has_attribute(e, self.value, name)

    def set_attr(self, e: Emitter, name: str, value: Sugared) -> None:
        self._does.set_attribute(e, self.value, name, value)

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self._does.call(e, self.value, args, kwargs)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        return self._does.get_item(e, self.value, index)

    def length(self, e: Emitter) -> Sugared:
        return self._does.length(e, self.value)

    def iterate(self, e: Emitter) -> Iteration:
        return self._does.iterate(e, self.value)

    def contains(self, e: Emitter, item: Sugared) -> Sugared:
        return self._does.contains(e, self.value, item)

    def magic(self, e: Emitter, name: str, args: Sequence[Sugared] = ()) -> Sugared | None:
        return self._does.magic(e, self.value, name, args)

    def static_truth(self, e: Emitter) -> bool | None:
        return _known_truth(self.value)

    def manager(self, e: Emitter) -> Sugared:
        return SimpleValue(self._does.manager(e, self.value))

    def enter(self, e: Emitter) -> Sugared:
        return self._does.enter(e, self.value)

    def exit(self, e: Emitter) -> None:
        self._does.exit(e, self.value)


_KNOWN_TRUTHS = (BOOL, INT, FLOAT, STR)


def _known_truth(value: Value) -> bool | None:
    """Whether a value is true: of constants, and of a name to which each branch of an ``if`` gives constants that agree."""
    node = value.node()
    if node.kind() == "prim::Constant" and value.type() in _KNOWN_TRUTHS:
        return bool(node.constant_value())
    if node.kind() == "aten::format":
        return True if _has_own_text(node.inputsAt(0)) else None
    if node.kind() != "prim::If":
        return None
    ends = [list(block.outputs())[value.offset()] for block in node.blocks()]
    truths = {_known_truth(end) for end in ends if end.node().kind() != "prim::Uninitialized"}
    return truths.pop() if len(truths) == 1 else None


def _has_own_text(template: Value) -> bool:
    known, text = constant_of(SimpleValue(template))
    return known and bool(str(text).replace("{}", ""))


class TupleValue(Sugared):
    """Several sugared values side by side; a tuple as soon as somebody needs a value."""

    parts: list[Sugared]

    def describe(self) -> str:
        return f"a tuple of {len(self.parts)}"

    def as_value(self, e: Emitter) -> Value:
        return e.builder.tuple_([p.as_value(e) for p in self.parts])

    def type(self) -> Type | None:
        types = [p.type() for p in self.parts]
        return None if None in types else TupleType(tuple(t for t in types if t is not None))

    def attr(self, e: Emitter, name: str) -> Sugared:
        return SimpleValue(self.as_value(e)).attr(e, name)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        if isinstance(index, SliceValue):
            return TupleValue(self.parts[index.constant(e)])
        at = constant_int(index)
        if at is None:
            return SimpleValue(self.as_value(e)).getitem(e, index)
        if not -len(self.parts) <= at < len(self.parts):
            raise e.error(f"tuple index {at} is out of range for {self.describe()}")
        return self.parts[at]

    def length(self, e: Emitter) -> Sugared:
        return SimpleValue(e.builder.constant(len(self.parts)))

    def iterate(self, e: Emitter) -> Iteration:
        return Iteration(items=self.parts)

    def static_truth(self, e: Emitter) -> bool | None:
        return bool(self.parts)


class SliceValue(Sugared):
    """``a:b:c`` inside brackets, or ``slice(a, b, c)``; None where a part is left out."""

    start: Sugared | None
    stop: Sugared | None
    step: Sugared | None

    @staticmethod
    def of(parts: Sequence[Sugared | None]) -> SliceValue:
        """Of start, stop and step, written; a written None leaves a part out."""
        return SliceValue(*(None if p is None or is_none(p) else p for p in parts))

    def describe(self) -> str:
        return "a slice"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name not in ("start", "stop", "step"):
            return super().attr(e, name)
        part: Sugared | None = getattr(self, name)
        return SimpleValue(e.builder.none()) if part is None else part

    def constant(self, e: Emitter) -> slice:
        """The slice, for what is taken apart when compiling."""
        parts = (self.start, self.stop, self.step)
        bounds = [None if s is None else constant_int(s) for s in parts]
        if any(b is None and s is not None for b, s in zip(bounds, parts)):
            raise e.error("the bounds of a tuple's slice must be known when compiling", remedy="use a list")
        return slice(*bounds)

    def values(self, e: Emitter) -> list[Value]:
        """start, stop and step as values; what is left out is None, None, 1."""
        bounds = [s.as_value(e) if s is not None else e.builder.none() for s in (self.start, self.stop)]
        return [*bounds, self.step.as_value(e) if self.step is not None else e.builder.constant(1)]


def simple(value: Value) -> SimpleValue:
    return SimpleValue(value)


def constant_of(item: Sugared) -> tuple[bool, Any]:
    """(True, its Python value) for a constant of the graph; (False, None) otherwise."""
    if isinstance(item, SimpleValue) and item.value.node().kind() == "prim::Constant":
        return True, item.value.node().constant_value()
    if isinstance(item, TupleValue):
        found = [constant_of(p) for p in item.parts]
        return all(ok for ok, _ in found), tuple(v for _, v in found)
    return False, None


def constant_int(item: Sugared) -> int | None:
    ok, value = constant_of(item)
    return value if ok and type(value) is int else None


def is_none(item: Sugared) -> bool:
    """Whether the item is statically None."""
    return item.type() == NONE
