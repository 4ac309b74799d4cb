"""Five seconds that show whether programs run right here, what a fork costs, and how much two tasks at once gain."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from ..api.script import script
from ..base import config
from ..base.eager import fork, wait
from ..base.record import Record, field
from ..base.stopwatch import seconds
from ..profiling.model import State
from ..profiling.profile import profile

_SECONDS = 1.5  # for each of the measurements


class Findings(Record):
    """``problems`` with what to do about each; ``remarks`` that explain figures."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def _busy(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.tanh(torch.mm(x, x))
    return x


def _forked(x: Tensor, n: int, tasks: int) -> Tensor:
    futures = [fork(_busy, x + i, n) for i in range(tasks)]
    return torch.stack([wait(f) for f in futures]).sum()


def _serial(x: Tensor, n: int, tasks: int) -> Tensor:
    return torch.stack([_busy(x + i, n) for i in range(tasks)]).sum()


def _empty(x: int) -> int:
    return x


def _pairs(x: int, n: int) -> int:
    for _ in range(n):
        x = wait(fork(_empty, x))
    return x


def self_test(found: Findings) -> Iterator[tuple[str, str]]:
    forked, serial, empty, pairs = script(_forked), script(_serial), script(_empty), script(_pairs)
    x, n = torch.eye(48) / 2, 60
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        right = torch.allclose(forked(x, n, 8), _serial(x, n, 8))
        if not right:
            found.problems.append(("a forked program gave another result than Python", "please report it, with all of this"))
        yield "self-test", "forked and serial results agree" if right else "FAILED"
        yield "call", f"{_median(lambda: empty(1)) * 1e6:.2f} us for an empty function"
        yield "fork and wait", f"{_median(lambda: pairs(1, 1000)) * 1e6:.0f} ns for a pair"
        yield "8 tasks", _gain(found, _median(lambda: serial(x, n, 8)), _median(lambda: forked(x, n, 8)))
        yield "wake-up", _wake_up(lambda: forked(x, n, 8))
    finally:
        torch.set_num_threads(threads)


def _gain(found: Findings, serial: float, forked: float) -> str:
    gain = serial / forked
    if config.workers() > 0 and gain < 1.2:
        found.remarks.append("tasks gain little here: other processes may hold the cores, or they are threads of one core")
    return f"{gain:.2f} times as fast as without forks ({forked * 1e3:.2f} ms, {serial * 1e3:.2f} ms)"


def _median(call: Callable[[], Any]) -> float:
    call()
    taken: list[float] = []
    end = time.perf_counter() + _SECONDS / 2
    while time.perf_counter() < end and len(taken) < 100_000:
        taken.append(seconds(call))
    return statistics.median(taken)


def _wake_up(call: Callable[[], Any]) -> str:
    """How long a worker that sleeps takes to begin, from when it is told."""
    with profile() as p:
        for _ in range(100):
            call()
            torch.eye(300).inverse()  # meanwhile workers fall asleep
    lengths = [s.length for stretches in p.timeline.stretches.values() for s in stretches if s.state is State.Waking]
    return f"{statistics.median(lengths) / 1e3:.0f} us until a sleeping worker begins" if lengths else "no worker slept"
