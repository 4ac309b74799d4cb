"""A forked task that sets state of the whole process is warned about when it is compiled, at the setter's line."""

from __future__ import annotations

import warnings

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import ProcessStateWarning


def noise(n: int) -> Tensor:
    torch.manual_seed(n)
    return torch.rand(2)


def forked(n: int) -> Tensor:
    return ab.wait(ab.fork(noise, n))


def through_a_call(n: int) -> Tensor:
    return noise(n)


def forked_deeper(n: int) -> Tensor:
    return ab.wait(ab.fork(through_a_call, n)) + 1


def recursive(n: int) -> int:
    if n == 0:
        torch.manual_seed(n)
        return 0
    return ab.wait(ab.fork(recursive, n - 1)) + 1


class Forking(nn.Module):
    def draw(self, n: int) -> Tensor:
        torch.manual_seed(n + 1)
        return torch.rand(2)

    def forward(self, n: int) -> Tensor:
        return ab.wait(ab.fork(self.draw, n))


def add(x: Tensor, y: Tensor) -> Tensor:
    return x + y


def serial(n: int) -> Tensor:
    torch.manual_seed(n)
    return ab.wait(ab.fork(add, torch.rand(2), torch.rand(2)))


@pytest.fixture(autouse=True)
def _every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anabranch.analysis.process_state._told", {})


@pytest.mark.parametrize("program", [forked, forked_deeper, recursive, Forking()], ids=["fork", "call", "recursion", "method"])
def test_a_setter_in_a_task_is_warned_about(program: object) -> None:
    with pytest.warns(ProcessStateWarning, match="torch.manual_seed inside a forked task") as caught:
        ab.script(program)
    (warning,) = [w for w in caught if w.category is ProcessStateWarning]
    assert warning.filename == __file__
    with open(__file__, encoding="utf-8") as file:
        assert "torch.manual_seed(" in file.read().splitlines()[warning.lineno - 1]


def test_a_setter_in_the_serial_part_is_not() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ab.script(serial)(3).shape == (2,)
