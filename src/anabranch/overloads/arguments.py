"""Binding the arguments of a call to the arguments of one schema.

A ``Bound`` says how an input of the node is made from the values of the call; ``conversions`` counts what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..base import wording
from ..lang.schema import Argument, Schema
from ..lang.types import FLOAT, INT, ListType, OptionalType, Type
from .bound import Bound, Default, Given, MakeList
from .convert import Rules, convert, tuple_fits_list
from .type_variables import Bindings, Unbound, bind, has_free_types, resolve, resolve_known


class ValueLike(Protocol):
    """What matching needs of a value: its type (and, for list literals, its node)."""

    def type(self) -> Type: ...


@dataclass
class Mismatch(Exception):
    """The first argument that does not fit, and why."""

    message: str
    argument: str = ""
    expected: str = ""
    got: str = ""


# Other spellings of keywords: Python's methods and the numpy names that torch's Python functions take.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "self": ("input",), "input": ("x", "self"), "dim": ("axis",), "keepdim": ("keepdims",), "other": ("x2",),
    "separator": ("sep",), "max": ("maxsplit", "count"), "default_value": ("default",),
}  # fmt: skip


def _some(t: Type) -> Type:
    return t.element if isinstance(t, OptionalType) else t


class ArgumentMatcher:
    """Matches one call with one schema under ``rules``, filling ``bindings``."""

    def __init__(self, schema: Schema, rules: Rules, bindings: Bindings) -> None:
        self.schema = schema
        self.rules = rules
        self.bindings = bindings

    def all_arguments(
        self, args: Sequence[ValueLike], kwargs: Mapping[str, ValueLike], self_value: ValueLike | None
    ) -> tuple[Bound, ...]:
        chosen, rest = self._distribute(list(args), dict(kwargs), self_value)
        for argument, value in chosen:
            self._bind_free_types(argument, value)
        inputs = [self._one(argument, value) for argument, value in chosen]
        return (*inputs, *map(Given, rest))

    # -- which value goes to which argument

    def _distribute(
        self, args: list[ValueLike], kwargs: dict[str, ValueLike], self_value: ValueLike | None
    ) -> tuple[list[tuple[Argument, Any]], list[ValueLike]]:
        chosen: list[tuple[Argument, Any]] = []
        given, own = len(args), self_value is not None
        for i, argument in enumerate(self.schema.arguments):
            if self_value is not None and (argument.name == "self" or self._takes_self(i)):
                chosen.append((argument, self_value))
                self_value = None
            elif args and not argument.keyword_only:
                chosen.append((argument, self._positional(i, argument, args)))
            else:
                chosen.append((argument, self._keyword(argument, kwargs)))
        self._check_nothing_left(args, kwargs, self_value, given + own)
        return chosen, args

    def _takes_self(self, i: int) -> bool:
        """Own operators name their first argument as torch did, not always ``self``."""
        return i == 0 and self.schema.is_own and all(a.name != "self" for a in self.schema.arguments)

    def _positional(self, i: int, argument: Argument, args: list[ValueLike]) -> Any:
        if not self._takes_all_positional(i, argument, args[0]):
            return args.pop(0)
        taken = list(args)
        args.clear()
        return taken

    def _takes_all_positional(self, i: int, argument: Argument, value: ValueLike) -> bool:
        """``x.view(2, 3)``: the last positional argument, a list, takes all that is left.

        Not so for our own operators, which are Python's: ``len(3)`` is an error.
        """
        formal = _some(argument.type)
        if self.schema.is_own or not self.rules.implicit:
            return False
        if not isinstance(formal, ListType) or argument.size is not None:
            return False
        following = self.schema.arguments[i + 1 : i + 2]
        if (following and not following[0].keyword_only) or has_free_types(formal):
            return False
        return _may_be_element(value.type(), formal)

    def _keyword(self, argument: Argument, kwargs: dict[str, ValueLike]) -> Any:
        for name in (argument.name, *_SYNONYMS.get(argument.name, ())):
            if name in kwargs:
                return kwargs.pop(name)
        if argument.has_default:
            return Default(argument.default, argument.type)
        raise Mismatch(wording.missing_argument(argument.name), argument.name, argument.type.annotation_str, "nothing")

    def _check_nothing_left(
        self, args: list[ValueLike], kwargs: dict[str, ValueLike], self_value: ValueLike | None, given: int
    ) -> None:
        if self_value is not None:
            raise Mismatch("it has no argument self")
        if args and not self.schema.is_vararg:
            allowed = sum(not a.keyword_only for a in self.schema.arguments)
            raise Mismatch(wording.too_many(allowed, given))
        for name in kwargs:
            known = any(a.name == name for a in self.schema.arguments)
            raise Mismatch(f"argument {name} specified twice" if known else f"unknown keyword argument {name}", name)

    # -- types

    def _bind_free_types(self, argument: Argument, value: Any) -> None:
        if isinstance(value, Default | list) or not has_free_types(argument.type):
            return
        try:
            bind(argument.type, value.type(), self.bindings)
        except Unbound:
            raise self._mismatch(argument, resolve_known(argument.type, self.bindings), value.type()) from None

    def _one(self, argument: Argument, value: Any) -> Bound:
        if isinstance(value, Default):
            return value
        try:
            wanted = resolve(argument.type, self.bindings)
        except Unbound as unbound:
            raise Mismatch(f"cannot tell what type {unbound} is", argument.name) from None
        if isinstance(value, list):
            return self._collect(argument, wanted, value)
        return self._broadcast(argument, wanted, value) or self._converted(argument, wanted, value)

    def _collect(self, argument: Argument, wanted: Type, values: list[ValueLike]) -> Bound:
        listed = _some(wanted)
        assert isinstance(listed, ListType)
        items = tuple(self._converted(argument, listed.element, value) for value in values)
        return MakeList(listed.element, items, cost=1)

    def _broadcast(self, argument: Argument, wanted: Type, value: ValueLike) -> Bound | None:
        """``int[2]`` takes a single int, which is repeated."""
        listed = _some(wanted)
        if argument.size is None or not isinstance(listed, ListType) or listed.element not in (INT, FLOAT):
            return None
        item = convert(Given(value), listed.element, self.rules)
        return None if item is None else MakeList(listed.element, (item,) * argument.size)

    def _converted(self, argument: Argument, wanted: Type, value: ValueLike) -> Bound:
        bound = convert(Given(value), wanted, self.rules)
        if bound is None:
            raise self._mismatch(argument, wanted, value.type())
        return bound

    def _mismatch(self, argument: Argument, wanted: Type, actual: Type) -> Mismatch:
        expected, got = wanted.annotation_str, actual.annotation_str
        message = wording.wrong_argument(argument.name, expected, got)
        return Mismatch(message, argument.name, expected, got)


def _may_be_element(actual: Type, formal: ListType) -> bool:
    return not isinstance(actual, ListType) and not tuple_fits_list(actual, formal)
