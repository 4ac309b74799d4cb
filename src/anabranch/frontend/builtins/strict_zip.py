"""``zip(..., strict=True)``: one round more than the shortest part has, which raises, where the parts differ."""

from __future__ import annotations

from ...lang.types import INT
from ..calls.functions import FunctionValue
from ..lowering.iterables import ZipValue
from ..values.emitter import Emitter
from ..values.sugared import Iteration, SimpleValue, Sugared


class StrictZip(ZipValue):
    """Its rounds are counted at run time, unless the parts are known to be as long as each other."""

    def iterate(self, e: Emitter) -> Iteration:
        parts = self.iterations(e)
        known = {len(p.items) for p in parts if p.items is not None}
        lengths = [e.builder.constant(len(p.items)) if p.items is not None else p.length for p in parts]
        plain = super().iterate(e)
        if len(known) == 1 and all(p.items is not None for p in parts):
            return plain
        given = SimpleValue(e.builder.list_(INT, [n for n in lengths if n is not None]))
        if plain.items is not None or plain.item is None:  # rounds that are written out: compared before the first
            FunctionValue(_compare).call(e, [given], {})
            return plain
        item = plain.item

        def checked(i: object) -> Sugared:
            FunctionValue(_round).call(e, [given, SimpleValue(i)], {})  # type: ignore[arg-type]
            return item(i)  # type: ignore[arg-type]

        return Iteration(length=FunctionValue(_rounds).call(e, [given], {}).as_value(e), item=checked)


# Written in the language itself; what they say is CPython's.
def _rounds(lengths: list[int]) -> int:
    shortest = min(lengths)
    return shortest if shortest == max(lengths) else shortest + 1


def _round(lengths: list[int], i: int) -> None:
    if i == min(lengths):
        _compare(lengths)


def _compare(lengths: list[int]) -> None:
    first = lengths[0]
    shortest = min(lengths)
    for k in range(1, len(lengths)):
        before = "argument 1" if k == 1 else "arguments 1-" + str(k)
        if first > shortest and lengths[k] == shortest:
            raise ValueError("zip() argument " + str(k + 1) + " is shorter than " + before)
        if first == shortest and lengths[k] > first:
            raise ValueError("zip() argument " + str(k + 1) + " is longer than " + before)
