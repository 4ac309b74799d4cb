"""Which overload a call means, and the implicit conversions it needs.

As TorchScript: first without, then with implicit conversions (fewest first), then with the widenings that Python has
and TorchScript lacks (an int where a float is wanted).  Ties fall by ``preference``.  The result is a plan;
``apply_match`` writes it.  Non-goals: writing IR, places (the frontend adds them to a ``MatchError``).
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any

from ..base.record import Record, replace
from ..lang.schema import Schema
from ..lang.types import NONE, TENSOR, ListType, NamedTupleType, OptionalType, SimpleType, TupleType, Type
from ..ops import operators
from .arguments import ArgumentMatcher, Mismatch, ValueLike
from .bound import Bound, Given
from .compositions import compositions
from .convert import Rules, is_open_literal
from .normal_names import normalized
from .type_variables import Bindings, resolve

# The rounds, in order: the first that any overload passes decides.
ROUNDS = (Rules(), Rules(implicit=True), Rules(implicit=True, widening=True))


class Match(Record, frozen=True):
    """The chosen overload.  ``inputs`` is in schema order, defaults included, further arguments of a ``...`` behind.

    ``requires_grad`` is the keyword of Python's factories (``torch.zeros(2, requires_grad=True)``), which operators
    do not have.
    """

    schema: Schema
    inputs: tuple[Bound, ...]
    return_types: tuple[Type, ...]
    conversions: int
    requires_grad: ValueLike | None = None

    @property
    def return_type(self) -> Type:
        """The type of the call as one value; several named results are a named tuple, as in torch."""
        if len(self.return_types) == 1:
            return self.return_types[0]
        names = tuple(r.name for r in self.schema.returns)
        if names and all(names):
            return NamedTupleType(self.return_types, "", names)
        return TupleType(self.return_types) if self.return_types else NONE


class Reason(Record, frozen=True):
    """Why one overload does not fit.  ``expected`` and ``got`` are types as Python annotations, or empty."""

    schema: Schema
    message: str
    argument: str = ""
    expected: str = ""
    got: str = ""

    def __str__(self) -> str:
        return f"{self.schema}\n    {self.message}"


class MatchError(Exception):
    """No overload fits.  ``reasons`` has each candidate with the first argument that did not fit."""

    def __init__(self, name: str, reasons: Sequence[Reason]) -> None:
        self.name = name
        self.reasons = tuple(reasons)
        super().__init__(self.text())

    def text(self) -> str:
        if not self.reasons:
            return f"unknown operator {self.name}"
        if len(self.reasons) == 1:
            return f"{self.name}: {self.reasons[0].message}"
        lines = [f"Arguments for call are not valid: no overload of {self.name} fits the arguments:"]
        return "\n".join([*lines, *(f"  {reason}" for reason in self.reasons)])

    def closest(self, most: int = 6) -> str:
        """The overloads that come closest: those that already take the first argument."""
        first = [r for r in self.reasons if r.schema.arguments and r.argument != r.schema.arguments[0].name]
        told = (first or list(self.reasons))[:most]
        lines = [f"    {line}" for reason in told for line in str(reason).split("\n")]
        left = len(self.reasons) - len(told)
        return "\n".join(["one of", *lines, *([f"    and {left} more"] if left else [])])


def match(
    name: str,
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike] | None = None,
    *,
    self_value: ValueLike | None = None,
) -> Match:
    """Choose the overload of the operator ``name`` for a call.  Raises MatchError when none fits."""
    if kwargs and "requires_grad" in kwargs and _is_factory(name):
        rest = {key: value for key, value in kwargs.items() if key != "requires_grad"}
        return replace(match(name, args, rest, self_value=self_value), requires_grad=kwargs["requires_grad"])
    found = _remembered(name, candidates(name), args, kwargs or {}, self_value)
    if isinstance(found, Match):
        return found
    operators.refresh()  # an overload may have been registered since
    found = match_any(candidates(name), args, kwargs, self_value=self_value)
    if isinstance(found, Match):
        return found
    raise MatchError(name, found)


def candidates(name: str) -> tuple[Schema, ...]:
    """The overloads of an operator and the compositions of its name, preferred ones first."""
    composed = compositions(name)
    found = operators.overloads(name, may_be_new=not composed)
    return found + tuple(c.schema for c in composed) if composed else found


def _is_factory(name: str) -> bool:
    names = [{a.name for a in schema.arguments} for schema in operators.overloads(name)]
    return any("pin_memory" in n for n in names) and not any("requires_grad" in n for n in names)


# What a call by its operator and types came to: the overloads there were, the chosen one and the round.
_chosen: dict[Any, tuple[Sequence[Schema], Schema, Rules]] = {}
_MOST_CHOSEN = 10_000


def _remembered(
    name: str,
    schemas: Sequence[Schema],
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike],
    self_value: ValueLike | None,
) -> Match | list[Reason]:
    """As ``match_any``; calls of the same types were decided before."""
    key = _key(name, args, kwargs, self_value)
    known = _chosen.get(key) if key is not None else None
    if known is not None and _are_the_same(known[0], schemas):
        again = _try(known[1], args, kwargs, self_value, known[2])
        if isinstance(again, Match):
            return again
    found = _search(schemas, args, kwargs, self_value)
    if not isinstance(found, tuple):
        return found
    if key is not None and len(_chosen) < _MOST_CHOSEN:
        _chosen[key] = schemas, found[1], found[2]
    return found[0]


def _are_the_same(before: Sequence[Schema], now: Sequence[Schema]) -> bool:
    """One by one the same objects: schemas that differ in defaults are equal."""
    return len(before) == len(now) and all(map(operator.is_, before, now))


def _key(
    name: str, args: Sequence[ValueLike], kwargs: Mapping[str, ValueLike], self_value: ValueLike | None
) -> tuple[Any, ...] | None:
    """What decides about a call; None where more does (a literal that may become another) or a type that may die."""
    values = [*args, *kwargs.values(), *([] if self_value is None else [self_value])]
    types = [v.type() for v in values]
    if not all(map(_is_lasting, types)) or any(map(is_open_literal, values)):
        return None
    return name, len(args), self_value is None, *kwargs, *types


def _is_lasting(t: Type) -> bool:
    """A type without names of the user's and without what a trace has seen of a tensor."""
    if isinstance(t, SimpleType) or t == TENSOR:
        return True
    return isinstance(t, ListType | OptionalType) and _is_lasting(t.contained()[0])


def match_schema(
    schema: Schema,
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike] | None = None,
    *,
    self_value: ValueLike | None = None,
) -> Match:
    """Match a call with one schema (a compiled function's, a method's).  Raises MatchError when it does not fit."""
    found = match_any((schema,), args, kwargs, self_value=self_value)
    if isinstance(found, Match):
        return found
    raise MatchError(schema.name, found)


def match_any(
    schemas: Sequence[Schema],
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike] | None = None,
    *,
    self_value: ValueLike | None = None,
) -> Match | list[Reason]:
    """The best match among ``schemas`` (preferred first), or why each fails."""
    found = _search(schemas, args, kwargs or {}, self_value)
    return found[0] if isinstance(found, tuple) else found


def _search(
    schemas: Sequence[Schema],
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike],
    self_value: ValueLike | None,
) -> tuple[Match, Schema, Rules] | list[Reason]:
    """The best match, with the overload as it is listed and the round in which it was found; or why each fails."""
    reasons: list[Reason] = []
    for rules in ROUNDS:
        best: tuple[Match, Schema, Rules] | None = None
        failed: list[Reason] = []
        for schema in schemas:
            tried = _try(schema, args, kwargs, self_value, rules)
            if isinstance(tried, Reason):
                failed.append(tried)
            elif tried.conversions == 0:
                return tried, schema, rules  # none can be better, and the preferred ones come first
            elif best is None or tried.conversions < best[0].conversions:
                best = tried, schema, rules
        if best is not None:
            return best
        reasons = reasons or _worth_telling(failed, kwargs)
    return reasons


def _worth_telling(reasons: list[Reason], kwargs: Mapping[str, ValueLike]) -> list[Reason]:
    """Without the overloads that write to a given tensor, unless one was given."""
    told = [r for r in reasons if "out" in kwargs or not any(a.is_output for a in r.schema.arguments)]
    return told or reasons


def _try(
    schema: Schema,
    args: Sequence[ValueLike],
    kwargs: Mapping[str, ValueLike],
    self_value: ValueLike | None,
    rules: Rules,
) -> Match | Reason:
    bindings: Bindings = {}
    matcher = ArgumentMatcher(schema, rules, bindings)
    try:
        inputs = matcher.all_arguments(args, kwargs, self_value)
        returns = tuple(resolve(r.type, bindings) for r in schema.returns)
    except Mismatch as mismatch:
        return Reason(schema, mismatch.message, mismatch.argument, mismatch.expected, mismatch.got)
    return Match(normalized(schema), inputs, returns, sum(bound.conversions for bound in inputs))


__all__ = ["Bound", "Given", "Match", "MatchError", "Reason", "match", "match_any", "match_schema"]
