"""The table's effects and alias annotations against what the operators do: every row, on drawn arguments.

An argument changes only where its row says ``!``, a result shares storage or identity with an argument, an argument is kept
in a container only where the row says so, and the other way round: what a row says is seen to happen.  A row without
``raises`` never raises; a call without effects gives the same again, under other defaults too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from anabranch.lang.types import BOOL, COMPLEX, FLOAT, INT, STR
from anabranch.ops import OWN_OPS, Effects, Row, operators
from support.operator_arguments import Thing, arguments, bindings
from support.operator_watch import Call, contained, is_held, is_mutable, outcomes_equal, shares, watched

DRAWS = 30
IMMUTABLE = (INT, FLOAT, BOOL, COMPLEX, STR)
# What cannot be seen to happen here, with the reason.
UNSEEN = {
    "aten::cuda": "there is no GPU",
    "aten::sort.Tensor": "tensors of one element only",
}


def draws(row: Row) -> Iterator[tuple[list[Any], list[Any]]]:
    """Arguments, and once more equal ones."""
    for bound in bindings(row.schema):
        for seed in range(DRAWS):
            yield (
                arguments(row.schema, bound, random.Random(f"{bound}{seed}")),
                arguments(row.schema, bound, random.Random(f"{bound}{seed}")),
            )


NAMES = sorted(OWN_OPS.by_name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_rows_say_what_calls_do(name: str) -> None:
    for row in OWN_OPS.by_name[name]:
        seen: set[str] = set()
        for args, again in draws(row):
            call = watched(row.meaning, args)
            check_effects(row, call)
            check_aliases(row, call, seen)
            check_repetition(row, call, again)
        if row.qualified not in UNSEEN:
            check_seen(row, seen)


def check_effects(row: Row, call: Call) -> None:
    effects = operators.effects_of(row.schema)
    where = f"{row.qualified}{tuple(call.args)}"
    if call.error is not None:
        assert Effects.RAISES in effects, f"{where} raised {call.error!r}"
    if call.printed:
        assert Effects.PRINTS in effects, f"{where} printed {call.printed!r}"
    if call.state_changed:
        assert effects & (Effects.WRITES_STATE | Effects.RANDOM), f"{where} changed {call.state_changed}"
    if call.methods_called:
        assert Effects.CALLS in effects, f"{where} called {call.methods_called}"
    assert not call.deeply_changed, f"{where} changed what an argument holds"


def check_aliases(row: Row, call: Call, seen: set[str]) -> None:
    schema = row.schema
    results = list(call.result or ()) if len(schema.returns) > 1 else [call.result]
    for argument, value, changed, held in zip(schema.arguments, call.args, call.changed, call.held):
        where = f"{row.qualified}{tuple(call.args)}: {argument.name}"
        if changed:
            drawn_from = isinstance(value, torch.Generator) and Effects.RANDOM in operators.effects_of(schema)
            assert argument.is_write or drawn_from, f"{where} was written"
            seen.add(f"write {argument.name}")
        if not is_mutable(value) or held:
            continue
        for result, returned in zip(results, schema.returns):
            if shares(result, value):
                common = argument.alias_after & returned.alias_after
                assert common, f"{where} is returned"
                seen.update(f"alias {argument.name}" for _ in common)
            elif any(shares(result, inner) for inner in contained(value)):
                assert "*" in returned.alias_after, f"{where} holds what is returned"
            if any(shares(inner, value) for inner in contained(result)):
                assert "*" in argument.alias_after, f"{where} is in the result"
                seen.add(f"kept {argument.name}")
        if is_held(value, call.args):
            assert "*" in argument.alias_after, f"{where} is in another argument now"
            seen.add(f"kept {argument.name}")


def check_repetition(row: Row, call: Call, again: list[Any]) -> None:
    effects = operators.effects_of(row.schema)
    if effects & (Effects.RANDOM | Effects.READS_STATE | Effects.WRITES_STATE | Effects.PRINTS):
        return
    second = watched(row.meaning, again if Effects.WRITES in effects else call.args, other_defaults=True)
    assert outcomes_equal(call, second), f"{row.qualified}{tuple(call.args)}: {call.outcome} and then {second.outcome}"


def check_seen(row: Row, seen: set[str]) -> None:
    """No annotation without a cause."""
    returned = frozenset().union(*(r.alias_after for r in row.schema.returns))
    for argument in row.schema.arguments:
        if argument.is_write:
            assert f"write {argument.name}" in seen, f"{row.qualified} never wrote {argument.name}"
        if argument.type in IMMUTABLE:
            continue
        if "*" in argument.alias_after and not row.schema.is_vararg:
            assert seen & {f"kept {argument.name}", f"alias {argument.name}"}, f"{row.qualified} never kept {argument.name}"
        elif (argument.alias_after & returned) - {"*"}:
            assert f"alias {argument.name}" in seen, f"{row.qualified} never returned {argument.name}"


def test_objects_record_what_is_called() -> None:
    """The probe works: comparing objects is seen."""
    call = watched(OWN_OPS.meaning("aten::eq.t"), [[Thing(1)], [Thing(1)]])
    assert call.result is True and "__eq__" in call.methods_called
