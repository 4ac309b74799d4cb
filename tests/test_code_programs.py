"""Every program of the corpus → its ``.code`` → compiled again: the same results and the same graph (which both backends read).

Of a module, every method of every submodule is written and compiled again.
"""

from __future__ import annotations

import copy
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.testing._internal.common_modules import module_db

import anabranch as ab
from conformance import catalogue, comparison
from conformance.catalogue import Program
from conformance.judge import Trial, arguments, call
from conftest import in_shares
from stress import differential
from stress.choices import Choices
from stress.programs import Program as RandomProgram
from support.code_round_trip import again, loaded, module_again, structure

# Why a graph is not the same; what it does is.
OTHER_GRAPHS = {
    "language/any_of_nones": "what stands behind a raise is never reached, and items that are None decide conditions",
    "language/dtype_texts": "a tuple is made where it is used",
    "language/in_tuple_of_open_types": "the joins of an `or` stand elsewhere",
    "language/ignored_and_unused": "what stands behind a call of an unused function is never reached",
    "language/shadowing_and_nesting": "a loop that several flags end has one more variable",
    "modules/ignored_method_state": "what stands behind a call of an unused function is never reached",
    "modules/transformer_without_bias": "as any_of_nones, over the layers' parameters",
    "trace/fork_results": "a trace unpacks tuples that nothing reads",
}
# Where `a and b` needs a variable in b it is written as an `if`, which knows more of `x` behind `x is None`; tuples as above.
MORE_JOINS = {"nn.RNNCell", "nn.GRUCell", "nn.LSTMCell", "nn.TransformerEncoder"}
PROGRAMS = [p for p in catalogue.find() if "EXPECT = (\"compile\"" not in p.source]

@pytest.fixture
def trial(program: Program) -> Iterator[Trial]:
    before = set(sys.modules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield Trial(program.path, ab)
    for name in set(sys.modules) - before:
        if name.startswith("program_"):
            del sys.modules[name]


@pytest.mark.slow
@pytest.mark.parametrize("program", in_shares(PROGRAMS), ids=lambda program: program.name)
def test_code_compiles_again(program: Program, trial: Trial, native: None) -> None:
    try:
        compiled = trial.compile()
    except ab.CompileError:
        pytest.skip("is one that must not compile")
    if getattr(compiled, "graph", None) is None:
        pytest.skip("has no graph")
    written = again(compiled, trial)
    for i, producer in enumerate(trial.has("OK_INPUTS") or trial.inputs):  # modules change in step
        check_call(compiled, written, producer, i)
    if program.name not in OTHER_GRAPHS:
        assert structure(written.graph) == structure(compiled.graph), compiled.code


def check_call(compiled: Any, written: Any, producer: Any, i: int) -> None:
    left, right = arguments(producer, i), arguments(producer, i)
    expected, printed = call(compiled, left)
    actual, text = call(written, right)
    comparison.same(actual, expected, f"INPUTS[{i}]")
    comparison.same(list(comparison.tensors(right)), list(comparison.tensors(left)), f"INPUTS[{i}]: arguments afterwards")
    assert text == printed


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_random_programs(native: None, block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        source = RandomProgram(Choices(random.Random(seed))).source
        with warnings.catch_warnings(), differential.loaded(source, f"random_{seed}") as module:
            warnings.simplefilter("ignore")
            compiled = ab.script(module.main)
            written = ab.script(vars(loaded(*compiled.code_with_constants))["main"])
            results = [differential.outcomes_of_calls(module, f) for f in (compiled, written)]
        assert results[0] == results[1], compiled.code
        assert structure(written.graph) == structure(compiled.graph), compiled.code


@pytest.mark.database
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("info", module_db, ids=lambda info: info.name)
def test_modules_of_pytorchs_table(info: Any, training: bool, native: None) -> None:
    inputs = next(iter(info.module_inputs_func(info, "cpu", torch.float32, requires_grad=False, training=training)))
    made, given = inputs.constructor_input, inputs.forward_input
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = info.module_cls(*made.args, **made.kwargs).train(training)
        try:
            compiled = ab.script(copy.deepcopy(source))
        except (ab.CompileError, RuntimeError) as error:
            pytest.skip(f"does not compile: {str(error)[:60]}")
        written = module_again(compiled, source)
        if info.name not in MORE_JOINS:
            assert structure(written.graph) == structure(compiled.graph), compiled.code
        results = [outcome(module, copy.deepcopy(given)) for module in (compiled, written)]
    if isinstance(results[0], str):
        assert results[0] == results[1]
    else:
        torch.testing.assert_close(results[0], results[1], equal_nan=True)


def outcome(module: Any, given: Any) -> Any:
    """The result and the buffers afterwards, or the error's class."""
    torch.manual_seed(1)
    try:
        return module(*given.args, **given.kwargs), dict(module.named_buffers())
    except RuntimeError as error:
        return str(type(error))
