"""``check_trace``: what a trace cannot keep is found by a second run and a second trace, with the operator's place."""

import warnings
from typing import Any

import pytest
import torch
from torch import nn

from anabranch import TracerWarning, TracingCheckError, fork, trace, trace_module, wait

x34, x44 = torch.randn(3, 4), torch.randn(4, 4)

pytestmark = [pytest.mark.compiles_only, pytest.mark.filterwarnings("ignore::anabranch.TracerWarning")]


class Memo:
    """Keeps what its first call computed."""

    kept: Any = None

    def __call__(self, x):
        if self.kept is None:
            self.kept = torch.neg(x)
        return x + self.kept


class Counted:
    calls = 0

    def __call__(self, x):
        self.calls += 1
        return x * self.calls


def unrolled(x):
    for _ in range(x.size(0)):
        x = torch.neg(x)
    return x


def branching(x):
    if x.sum() > 0:
        return x.relu()
    return x.sigmoid()


def longer(x):
    return torch.cat([x[i] for i in range(len(x))])




def forked(x):
    return wait(fork(unrolled, x))


@pytest.mark.parametrize(
    ("func", "more", "operator"),
    [
        (Memo, [], "aten::neg"),
        (unrolled, [x44], "aten::neg"),
        (branching, [torch.ones(3, 4), -torch.ones(3, 4)], "aten::(relu|sigmoid)"),
        (longer, [x44], "(aten|prim)::"),
        (forked, [x44], "aten::neg"),
    ],
    ids=["memo", "loop", "branch", "list", "fork"],
)
def test_what_python_decides_is_found_and_named(func: Any, more: list[Any], operator: str, backend: Any) -> None:
    words = rf"Graphs differed across invocations!\nthe first operator that differs: {operator}"
    with pytest.raises(TracingCheckError, match=words):
        trace(func() if isinstance(func, type) else func, x34, check_inputs=more)


def test_the_place_is_the_user_s_line(backend: Any) -> None:
    words = r"run again: .*aten::neg.*\n.*test_trace_checks.py:\d+.*\n.*x = torch.neg\(x\)"
    with pytest.raises(TracingCheckError, match=words):
        trace(unrolled, x34, check_inputs=[x44])


def test_constants_that_change_are_found(backend: Any) -> None:
    with pytest.raises(TracingCheckError, match="Tensor-valued Constant nodes differed in value across invocations"):
        trace(Counted(), x34)


def test_results_that_differ_are_warned_about(backend: Any) -> None:
    with (
        pytest.raises(TracingCheckError),
        pytest.warns(TracerWarning, match="Output nr 1. of the traced function does not match the corresponding output"),
    ):
        trace(Counted(), x34)


class Warm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = nn.Linear(4, 4)
        self.cold = True

    def forward(self, x):
        if self.cold:
            self.cold = False
            return self.lin(x).relu()
        return self.lin(x).tanh()

    def other(self, x):
        return self.forward(x) + 1


class Outer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.warm = Warm()

    def forward(self, x):
        return self.warm(x) * 2


def test_modules_that_change(backend: Any) -> None:
    with pytest.raises(TracingCheckError, match="aten::relu"):
        trace(Outer(), x34)
    with pytest.raises(TracingCheckError, match="aten::relu"):
        trace_module(Warm(), {"other": x34})


def test_what_stays_the_same_passes_without_warnings(backend: Any) -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.LSTM(4, 4))
    with warnings.catch_warnings():
        warnings.simplefilter("error", TracerWarning)
        trace(lambda x: torch.dropout(x, 0.5, True) + torch.rand(4), x34, check_inputs=[x44])
        trace(lambda x: x + x.data, x34, check_inputs=[x44])
        trace(model, x34, check_inputs=[x44])
        trace_module(model, {"forward": x34}, check_inputs=[{"forward": x44}])


def test_the_second_trace_repeats_no_warning(backend: Any) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        trace(branching, torch.ones(3))
    assert len([w for w in caught if "boolean" in str(w.message)]) == 1


def test_a_second_run_that_fails_is_an_error(backend: Any) -> None:
    seen = []

    def f(x):
        assert not seen
        seen.append(1)
        return x

    with pytest.raises(TracingCheckError, match="failed when it was run again.*AssertionError"):
        trace(f, x34)
