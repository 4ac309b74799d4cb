"""What ``**kwargs`` holds: inside a function, and as it is passed to one that is compiled for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from .named_values import BuiltinValue
from .sugared import Iteration, Sugared, TupleValue, constant_of

if TYPE_CHECKING:
    from .emitter import Emitter


class KeywordsValue(Sugared):
    """What ``**kwargs`` holds inside a function: a dict whose keys are known, and that is only read."""

    parts: dict[str, Sugared]

    def describe(self) -> str:
        return "keyword arguments"

    def attr(self, e: Emitter, name: str) -> Sugared:
        if name not in _OF_KEYWORDS:
            remedy = "they can be read and passed on; what is taken out of them can be a parameter of its own"
            raise e.error(f"'{name}' of keyword arguments", remedy=remedy)
        return BuiltinValue(name, lambda e, args, kwargs: _OF_KEYWORDS[name](self, e, args))

    def contains(self, e: Emitter, item: Sugared) -> Sugared:
        return e.constant(self._name(e, item) in self.parts)

    def length(self, e: Emitter) -> Sugared:
        return e.constant(len(self.parts))

    def static_truth(self, e: Emitter) -> bool:
        return bool(self.parts)

    def iterate(self, e: Emitter) -> Iteration:
        return Iteration(items=[e.constant(name) for name in self.parts])

    def get(self, e: Emitter, args: Sequence[Sugared]) -> Sugared:
        default = args[1] if len(args) > 1 else e.none()
        return self.parts.get(self._name(e, args[0]), default)

    def _name(self, e: Emitter, item: Sugared) -> str:
        known, name = constant_of(item)
        if not known:
            raise e.error("the name of a keyword argument must be known when compiling")
        return str(name)

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        _, name = constant_of(index)
        if name not in self.parts:
            raise e.error(f"there is no keyword argument {name!r}")
        return self.parts[name]


_OF_KEYWORDS: dict[str, Callable[[KeywordsValue, Emitter, Sequence[Sugared]], Sugared]] = {
    "get": KeywordsValue.get,
    "keys": lambda own, e, args: TupleValue([e.constant(name) for name in own.parts]),
    "values": lambda own, e, args: TupleValue(list(own.parts.values())),
    "items": lambda own, e, args: TupleValue([TupleValue([e.constant(n), item]) for n, item in own.parts.items()]),
}


class PassedKeywords(Sugared):
    """``**kwargs`` of a function that is compiled: which parameter stands for each name."""

    names: dict[str, str]

    @property
    def name(self) -> str:
        """What tells functions compiled for other keywords apart."""
        return ",".join(f"{k}={hidden}" for k, hidden in self.names.items())

    @property
    def obj(self) -> type:
        return PassedKeywords

    def within(self, found: Mapping[str, Sugared]) -> KeywordsValue:
        return KeywordsValue({k: found[hidden] for k, hidden in self.names.items()})
