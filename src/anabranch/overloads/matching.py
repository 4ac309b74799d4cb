"""Which overload a call means, and the implicit conversions it needs.

As TorchScript: first without, then with implicit conversions (fewest first), then with the widenings that Python has
and TorchScript lacks (an int where a float is wanted).  Ties fall by ``preference``.  The result is a plan;
``apply_match`` writes it.  Non-goals: writing IR, places (the frontend adds them to a ``MatchError``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..lang.schema import Schema
from ..lang.types import NONE, NamedTupleType, TupleType, Type
from ..ops import operators
from .arguments import ArgumentMatcher, Mismatch, ValueLike
from .bound import Bound, Given
from .compositions import compositions
from .convert import Rules
from .normal_names import normalized
from .type_variables import Bindings, resolve

# The rounds, in order: the first that any overload passes decides.
ROUNDS = (Rules(), Rules(implicit=True), Rules(implicit=True, widening=True))


@dataclass(frozen=True)
class Match:
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


@dataclass(frozen=True)
class Reason:
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
        lines = [f"no overload of {self.name} fits the arguments:"]
        return "\n".join([*lines, *(f"  {reason}" for reason in self.reasons)])


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
    found = match_any(candidates(name), args, kwargs, self_value=self_value)
    if isinstance(found, Match):
        return found
    operators.refresh()  # an overload may have been registered since
    found = match_any(candidates(name), args, kwargs, self_value=self_value)
    if isinstance(found, Match):
        return found
    raise MatchError(name, found)


def candidates(name: str) -> tuple[Schema, ...]:
    """The overloads of an operator and the compositions of its name, preferred ones first."""
    composed = tuple(c.schema for c in compositions(name))
    return operators.overloads(name, may_be_new=not composed) + composed


def _is_factory(name: str) -> bool:
    names = [{a.name for a in schema.arguments} for schema in operators.overloads(name)]
    return any("pin_memory" in n for n in names) and not any("requires_grad" in n for n in names)


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
    reasons: list[Reason] = []
    for rules in ROUNDS:
        best: Match | None = None
        failed: list[Reason] = []
        for schema in schemas:
            tried = _try(schema, args, kwargs or {}, self_value, rules)
            if isinstance(tried, Reason):
                failed.append(tried)
            elif tried.conversions == 0:
                return tried  # none can be better, and the preferred ones come first
            elif best is None or tried.conversions < best.conversions:
                best = tried
        if best is not None:
            return best
        reasons = reasons or _worth_telling(failed, kwargs or {})
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
