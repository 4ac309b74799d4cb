"""torch.profiler shows tasks by function and place, around the operators that they run, on whatever thread."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.profiler import ProfilerActivity

import anabranch as ab

pytestmark = pytest.mark.usefixtures("native")
X = torch.full((8, 8), 0.1)
PLACE = f"{__name__}.py"


def leaf(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.tanh(x)
    return x


def fan(x: Tensor, width: int) -> Tensor:
    futures = [ab.fork(leaf, x, 5) for _ in range(width)]
    for future in futures:
        x = x + ab.wait(future)
    return x


def nested(x: Tensor) -> Tensor:
    a, b = ab.fork(fan, x, 3), ab.fork(fan, x, 3)
    return ab.wait(a) + ab.wait(b)


def failing(x: Tensor) -> Tensor:
    if bool(x.sum() > 0):
        raise ValueError("no")
    return torch.tanh(x)


def with_failures(x: Tensor) -> Tensor:
    a, b = ab.fork(failing, x), ab.fork(failing, x)
    return ab.wait(a) + ab.wait(b)


def events(function: Any, *arguments: Any) -> list[Any]:
    compiled = ab.script(function)
    with torch.profiler.profile(activities=[ProfilerActivity.CPU]) as profiler:
        try:
            compiled(*arguments)
        except ValueError:
            assert function is with_failures
    return list(profiler.events())


def ancestors(event: Any) -> list[str]:
    found = []
    while event.cpu_parent is not None:
        event = event.cpu_parent
        found.append(event.name)
    return found


def line(function: Any, below: int) -> str:
    return f"({PLACE}:{function.__code__.co_firstlineno + below})"


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_tasks_stand_around_their_operators(workers: int) -> None:
    with ab.workers(workers):
        found = events(fan, X, 6)
    task = f"{__name__}.fan.fork {line(fan, 1)}"
    counts = Counter(event.name for event in found)
    assert counts["aten::tanh"] == 30
    assert counts[task] >= 6  # more where one was suspended
    for event in found:
        if event.name == "aten::tanh":
            assert ancestors(event)[0] == task
        if event.name == "aten::add":
            assert ancestors(event)[0].startswith(f"{__name__}.fan ")


@pytest.mark.parametrize("workers", [0, 3])
def test_nested_tasks(workers: int) -> None:
    with ab.workers(workers):
        found = events(nested, X)
    inner = f"{__name__}.fan.fork {line(fan, 1)}"
    tanhs = [event for event in found if event.name == "aten::tanh"]
    assert len(tanhs) == 30 and all(ancestors(event)[0] == inner for event in tanhs)


def test_ranges_of_failed_tasks_end() -> None:
    with ab.workers(0):
        found = events(with_failures, X)
        after = events(fan, X, 2)
    assert any(event.name.startswith(f"{__name__}.with_failures.fork") for event in found)
    assert not any("failures" in name for event in after for name in ancestors(event))


def test_a_serial_call_shows_its_tasks() -> None:
    from torch.utils._python_dispatch import TorchDispatchMode

    class Mode(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            return function(*args, **(kwargs or {}))

    compiled = ab.script(fan)
    with torch.profiler.profile(activities=[ProfilerActivity.CPU]) as profiler, Mode():
        compiled(X, 3)
    tanhs = [event for event in profiler.events() if event.name == "aten::tanh"]
    assert tanhs and all(f"{__name__}.fan.fork {line(fan, 1)}" in ancestors(event) for event in tanhs)


def test_nobody_listens() -> None:
    ab.script(fan)(X, 3)
    with torch.profiler.profile(activities=[ProfilerActivity.CPU]) as profiler:
        torch.neg(X)
    assert [event.name for event in profiler.events()] == ["aten::neg"]
