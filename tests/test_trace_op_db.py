"""PyTorch's own lists of operators and modules, traced, re-read from text and compared with eager; gradients too.

Counts, not pass or fail: a floor, and what fails is printed.  torch.jit.trace manages 676 of these operators.
"""

from __future__ import annotations

import collections
import copy
import inspect
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch.utils import _pytree as pytree

from anabranch.api.trace import trace
from anabranch.text.parser import parse_ir
from anabranch.text.verify import verify

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.compiles_only, pytest.mark.timeout(1800)]

# They give fresh memory.
UNDETERMINED = {"empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided"}
FLOOR_OPERATORS = 688
FLOOR_MODULES = 228
SEED = 42  # which the random ones among PyTorch's samples set themselves, out of the trace's sight


def tensors(thing: Any) -> list[torch.Tensor]:
    return [x for x in pytree.tree_leaves(thing) if isinstance(x, torch.Tensor)]


def copied(thing: Any) -> Any:
    def one(x: Any) -> Any:
        return x.detach().clone().requires_grad_(x.requires_grad) if isinstance(x, torch.Tensor) else x

    return pytree.tree_map(one, thing)


def gradients(results: Any, inputs: Any) -> list[torch.Tensor | None]:
    outputs = [x for x in tensors(results) if x.requires_grad and x.layout == torch.strided]
    leaves = [x for x in tensors(inputs) if x.requires_grad]
    if not outputs or not leaves:
        return []
    total = sum((x.real if x.is_complex() else x).sum() for x in outputs)
    return list(torch.autograd.grad(total, leaves, allow_unused=True))


def same(got: Any, want: Any) -> None:
    assert len(tensors(got)) == len(tensors(want))
    for a, b in zip(tensors(got), tensors(want), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        torch.testing.assert_close(a, b, equal_nan=True)


def well_formed(graph: Any) -> None:
    verify(graph)
    assert parse_ir(str(graph), graph.constants, graph.types) == graph


def operator_calls() -> Iterator[tuple[str, Callable[..., Any], tuple[Any, ...]]]:
    """Name, function of tensors, example: the first sample of every operator."""
    from torch.testing._internal.common_methods_invocations import op_db

    for op in op_db:
        dtypes = [d for d in (torch.float32, torch.int64, *sorted(op.dtypes, key=str)) if d in op.dtypes]
        if dtypes and op.formatted_name not in UNDETERMINED:
            torch.manual_seed(0)
            grad = op.supports_autograd and dtypes[0] == torch.float32
            sample = next(iter(op.sample_inputs("cpu", dtypes[0], requires_grad=grad)), None)
            if sample is not None:
                yield op.formatted_name, *as_function(op.op, sample)


def as_function(op: Any, sample: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    leaves, spec = pytree.tree_flatten((sample.input, sample.args, sample.kwargs))
    places = [i for i, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor)]

    def call(*given: torch.Tensor) -> Any:
        filled = list(leaves)
        for place, tensor in zip(places, given, strict=True):
            filled[place] = tensor
        first, args, kwargs = pytree.tree_unflatten(filled, spec)
        return op(first, *args, **kwargs)

    return call, tuple(leaves[i] for i in places)


def seeded(func: Callable[..., Any], inputs: Any) -> Any:
    torch.manual_seed(SEED)
    return func(*inputs)


def try_operator(func: Callable[..., Any], example: tuple[Any, ...]) -> None:
    traced = trace(func, example, strict=False, check_trace=False)
    well_formed(traced.graph)
    mine, theirs = copied(example), copied(example)
    got, want = seeded(traced, mine), seeded(func, theirs)
    same(got, want)
    try:
        expected = gradients(want, theirs)
    except RuntimeError:
        return  # eager has none
    same(gradients(got, mine), expected)


@pytest.mark.parametrize("name", ["interpreter", "native"])
def test_operators(name: str) -> None:
    from anabranch.base.config import settings

    passed, failed = 0, collections.Counter[str]()
    with settings.override(backend=name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operator, func, example in operator_calls():
            try:
                seeded(func, copied(example))
            except Exception:
                continue  # not callable here without tracing either
            try:
                try_operator(func, example)
                passed += 1
            except Exception as error:
                failed[f"{operator}: {type(error).__name__}: {str(error).strip().splitlines()[:1]}"] += 1
    print(f"{name}: {passed} operators", *failed, sep="\n")
    assert passed >= FLOOR_OPERATORS, failed


def module_calls() -> Iterator[tuple[str, torch.nn.Module, tuple[Any, ...], dict[str, Any]]]:
    from torch.testing._internal.common_modules import module_db

    for info in module_db:
        for training in (True, False):
            for dtype in (torch.float32, torch.float64):  # some samples fit the default dtype of PyTorch's own tests
                torch.manual_seed(0)
                given = next(iter(info.module_inputs_func(info, "cpu", dtype, False, training)))
                made = info.module_cls(*given.constructor_input.args, **given.constructor_input.kwargs).train(training)
                args, kwargs = given.forward_input.args, given.forward_input.kwargs
                if runs(made, args, kwargs):
                    yield f"{info.name} {training}", made, args, kwargs
                    break


def runs(module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether eager runs it; lazy modules take their shapes from this."""
    try:
        module(*copied(args), **copied(kwargs))
    except Exception:
        return False
    return True


def try_module(module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    reference = copy.deepcopy(module)
    torch.manual_seed(1)
    want = reference(*copied(args), **copied(kwargs))
    bound = inspect.signature(module.forward).bind(*args, **kwargs).arguments
    example = {"example_kwarg_inputs": bound} if kwargs else {"example_inputs": args}
    traced = trace(copy.deepcopy(module), check_trace=False, strict=False, **example)
    well_formed(traced.graph)
    well_formed(traced.inlined_graph)
    again = copy.deepcopy(module)
    for mine, theirs in zip([*traced.parameters(), *traced.buffers()], [*again.parameters(), *again.buffers()]):
        mine.data.copy_(theirs)  # tracing has run it: batch norm counts
    torch.manual_seed(1)
    got = traced(*copied(args), **copied(kwargs))
    same(got, want)
    same(gradients(got, list(traced.parameters())), gradients(want, list(reference.parameters())))


@pytest.mark.parametrize("name", ["interpreter", "native"])
def test_modules(name: str) -> None:
    from anabranch.base.config import settings

    passed, failed = 0, collections.Counter[str]()
    with settings.override(backend=name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module_name, module, args, kwargs in module_calls():
            try:
                try_module(module, args, kwargs)
                passed += 1
            except Exception as error:
                failed[f"{module_name}: {type(error).__name__}: {str(error).strip().splitlines()[:1]}"] += 1
    print(f"{name}: {passed} modules", *failed, sep="\n")
    assert passed >= FLOOR_MODULES, failed
