"""What is measured, and the bar each must reach.  A case runs in a process of its own (``run.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch

import anabranch as ab

from . import programs
from .measure import Action, medians


@dataclass(frozen=True)
class Case:
    """One row.  ``ratio`` names two sides: how many times faster the second is than the first; ``bar`` its least value.

    ``limit`` is instead the most seconds that ``ours`` may take.
    """

    name: str
    sides: Callable[[], dict[str, Action]]
    ratio: tuple[str, str] = ("torch.jit", "ours")
    bar: float | None = None
    limit: float | None = None
    threads: int | None = None
    checks: bool = True
    notes: str = field(default="")


def both(program: Callable[..., object], *args: object) -> dict[str, Action]:
    ours, theirs = ab.script(program), torch.jit.script(program)
    return {"ours": lambda: ours(*args), "torch.jit": lambda: theirs(*args)}


def eight_tasks() -> dict[str, Action]:
    x = torch.randn(32, 32) / 8
    serial, forked, theirs = (
        ab.script(programs.eight_serial),
        ab.script(programs.eight_forked),
        torch.jit.script(programs.eight_forked),
    )
    return {
        "our serial": lambda: serial(x),
        "ours": lambda: forked(x),
        "torch.jit": lambda: theirs(x),
    }


def module_call() -> dict[str, Action]:
    ours, theirs, x = ab.script(programs.Identity()), torch.jit.script(programs.Identity()), torch.ones(1)
    return {"ours": lambda: ours(x), "torch.jit": lambda: theirs(x)}


def compiling() -> dict[str, Action]:
    # A new class each time: both compilers remember the classes they know.
    def fresh() -> torch.nn.Module:
        return type("Ensemble", (programs.Ensemble,), {})()

    return {"ours": lambda: ab.script(fresh()), "torch.jit": lambda: torch.jit.script(fresh())}


def tracing() -> dict[str, Action]:
    x, model = torch.ones(2, 8), programs.Ensemble().members[0]
    return {"ours": lambda: ab.trace(model, (x,)), "torch.jit": lambda: torch.jit.trace(model, (x,))}


def serial_twin() -> dict[str, Action]:
    pairs, calls = ab.script(programs.pairs), ab.script(programs.calls)
    return {"calls": lambda: calls(1000), "ours": lambda: pairs(1000)}


CASES = [
    Case("1,000 forks of an int function, then 1,000 waits", lambda: both(programs.forks_then_waits, 1000), bar=10),
    Case("1,000 pairs of fork and wait", lambda: both(programs.pairs, 1000), bar=20),
    Case(
        "8 tasks of 50 x tanh(32x32 matmul), against our serial code",
        eight_tasks,
        ratio=("our serial", "ours"),
        bar=1.7,
        threads=1,
        checks=False,
        notes="one intra-op thread; needs two free cores",
    ),
    Case("int loop, 100,000 rounds", lambda: both(programs.int_loop, 100_000), limit=0.0015),
    Case("empty call of a function", lambda: both(programs.identity, torch.ones(1)), bar=1, checks=False),
    Case("empty call of a module", module_call, checks=False),
    Case("1,000 pairs of fork and wait, against 1,000 calls", serial_twin, ratio=("calls", "ours"), bar=1 / 3),
    Case("compiling a module of four networks", compiling, checks=False),
    Case("tracing one network", tracing, checks=False),
]


def measure(case: Case, rounds: int) -> dict[str, float]:
    """Median seconds by side; raises AssertionError if the sides do not agree on the result."""
    if case.threads is not None:
        torch.set_num_threads(case.threads)
    sides = case.sides()
    if case.checks:
        results = {name: action() for name, action in sides.items()}
        assert len(set(results.values())) == 1, f"the sides disagree: {results}"
    return medians(sides, rounds)
