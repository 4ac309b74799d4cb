"""What ``freeze`` folds, on random programs: the folded graph gives what the graph gave, results, printed lines and errors."""

from __future__ import annotations

import random
import warnings
from typing import Any

import pytest

import anabranch as ab
from anabranch.ir.function import Function
from anabranch.objects.script_function import ScriptFunction
from anabranch.passes import inference
from anabranch.passes.context import PassContext
from anabranch.passes.inline import inlined
from anabranch.text.verify import verify
from stress import differential
from stress.choices import Choices
from stress.programs import Program as RandomProgram


def folded(compiled: Any) -> tuple[ScriptFunction, PassContext]:
    graph, context = inlined(compiled.function), PassContext()
    inference.simplify(graph, context)
    verify(graph)
    return ScriptFunction(Function(compiled.function.qualified_name, compiled.function.schema, graph)), context


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_random_programs(native: None, block: int) -> None:
    changes = 0
    for seed in range(block * 20, block * 20 + 20):
        source = RandomProgram(Choices(random.Random(seed))).source
        with warnings.catch_warnings(), differential.loaded(source, f"folded_{seed}") as module:
            warnings.simplefilter("ignore")
            compiled = ab.script(module.main)
            simpler, context = folded(compiled)
            changes += context.changes.total()
            results = [differential.outcomes_of_calls(module, f) for f in (compiled, simpler)]
            assert results[0] == results[1], source
    assert changes > 40
