"""Our equivalents of what only some versions of PyTorch have; each fails here when PyTorch changes what it rests on."""

import types
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode

from anabranch.base import torch_compat
from anabranch.base.torch_compat import call_body

FUNCTIONS = {name: f for name, f in vars(F).items() if isinstance(f, types.FunctionType) and f.__globals__ is vars(F)}
ASKING = {name: f for name, f in FUNCTIONS.items() if "handle_torch_function" in f.__code__.co_names}
CHOOSING = [name for name in dir(F) if "max_pool" in name and vars(F)[name] in torch._jit_internal.boolean_dispatched]


class Seen(TorchFunctionMode):
    """Lets functions of torch.nn.functional go on with the mode on; keeps all functions that it was asked about."""

    def __init__(self) -> None:
        self.functions: list[Any] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.functions.append(func)
        if getattr(func, "__module__", "") != "torch.nn.functional":
            return func(*args, **(kwargs or {}))
        with self:
            return call_body(func, args, kwargs or {})


@pytest.mark.parametrize("name", ASKING)
def test_every_function_asks_by_a_name_we_know(name: str) -> None:
    questions = [used for used in ASKING[name].__code__.co_names if used.startswith("has_torch_function")]
    assert questions
    assert set(questions) <= torch_compat._QUESTIONS.keys()


@pytest.mark.parametrize("name", CHOOSING)
def test_functions_that_choose_between_two_are_asked_about_once(name: str) -> None:
    dimensions = int(name[-2])
    fraction = {"output_ratio": (0.5,) * dimensions} if "fractional" in name else {}
    x, options = torch.rand(1, 1, *[4] * dimensions), {} if "adaptive" in name or "fractional" in name else {"stride": 1}
    for indices in (False, True):
        torch.manual_seed(0)
        expected = vars(F)[name](x, 2, return_indices=indices, **options, **fraction)
        torch.manual_seed(0)
        with Seen() as seen:
            got = vars(F)[name](x, 2, return_indices=indices, **options, **fraction)
        torch.testing.assert_close(got, expected)
        assert seen.functions.count(seen.functions[0]) == 1


def test_there_are_such_functions() -> None:
    assert {"linear", "conv2d", "relu", "softmax", "interpolate", "cross_entropy"} & ASKING.keys() and len(CHOOSING) == 8


def test_a_mode_sees_what_the_body_calls_and_is_not_asked_again() -> None:
    x = torch.randn(2, 5, requires_grad=True)
    with Seen() as seen:
        got = F.normalize(x, p=1.0, dim=0)  # its body takes norms, clamps, expands, divides
    assert torch.equal(got, F.normalize(x, p=1.0, dim=0))
    assert seen.functions.count(F.normalize) == 1
    assert {torch.Tensor.norm, torch.Tensor.clamp_min, torch.Tensor.expand_as} <= set(seen.functions)


def test_functions_that_call_each_other_are_each_seen_once() -> None:
    with Seen() as seen:
        F.cosine_embedding_loss(torch.ones(2, 3), torch.ones(2, 3), torch.ones(2))
        F.gumbel_softmax(torch.ones(1, 3), hard=True)
    asked = [f for f in seen.functions if isinstance(f, types.FunctionType)]
    assert asked == [F.cosine_embedding_loss, F.gumbel_softmax]


def test_defaults_keywords_and_closures_are_the_functions_own() -> None:
    x, grid = torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 1, 2)
    with Seen() as seen:
        assert F.grid_sample(x, grid, align_corners=True).item() == 1.0
    assert seen.functions[0] is F.grid_sample


def test_the_modules_own_questions_stay() -> None:
    with Seen():
        F.relu(torch.ones(1))
    assert F.has_torch_function_unary is torch.overrides.has_torch_function_unary
