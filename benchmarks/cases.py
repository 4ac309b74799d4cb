"""What is measured, and the bar each must reach.  A case runs in a process of its own (``run.py``)."""

from __future__ import annotations

import contextlib
import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType
from typing import Any

import torch

import anabranch as ab
from anabranch.runtime.native import core

from . import files, programs
from .measure import Action, busy_neighbour, first_medians, medians


@dataclass(frozen=True)
class Case:
    """One row.  ``ratio`` names two sides: how many times faster the second is than the first; ``bar`` its least value.

    ``alone``: nothing but the calling thread works, and its CPU time is what counts, on a busy machine too.
    ``limit`` is instead the most seconds that ``ours`` may take.  ``neighbour``: another process keeps one core busy meanwhile.
    In place of sides ``first`` is a program of ``first``, and ``bytes`` gives the sizes of files.
    """

    name: str
    sides: Callable[[], dict[str, Action]] = dict
    ratio: tuple[str, str] = ("torch.jit", "ours")
    bar: float | None = None
    limit: float | None = None
    threads: int | None = None
    gap: float = 0
    neighbour: bool = False
    checks: bool = True
    alone: bool = False
    first: str | None = None
    bytes: Callable[[], dict[str, float]] | None = None
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


def compiling(fresh: Callable[[], Any]) -> Callable[[], dict[str, Action]]:
    return lambda: {"ours": lambda: ab.script(fresh()), "torch.jit": lambda: torch.jit.script(fresh())}


def ensemble() -> torch.nn.Module:
    return type("Ensemble", (programs.Ensemble,), {})()  # type: ignore[no-any-return]  # both remember the classes they know


def seven_lines() -> FunctionType:
    """A function that neither has seen."""
    f = programs.seven_lines
    made = FunctionType(f.__code__, f.__globals__)
    made.__annotations__ = f.__annotations__
    return made


def layers(count: int) -> Callable[[], torch.nn.Module]:
    return lambda: torch.nn.Sequential(*(torch.nn.Linear(4, 4) if i % 2 else torch.nn.ReLU() for i in range(count)))


def encoder(count: int) -> Callable[[], torch.nn.Module]:
    return lambda: torch.nn.TransformerEncoder(torch.nn.TransformerEncoderLayer(16, 2, 32), count)


def tracing() -> dict[str, Action]:
    x, model = torch.ones(2, 8), programs.Ensemble().members[0]
    return {"ours": lambda: ab.trace(model, (x,)), "torch.jit": lambda: torch.jit.trace(model, (x,))}


def recorded() -> dict[str, Action]:
    """Tasks of about 20 µs with and without records of events."""
    x, tasks, machine = torch.randn(80, 80) / 8, ab.script(programs.products), core()

    def profiled() -> object:
        machine.events_start(1_000_000)  # what the turn before left is thrown away
        try:
            return tasks(x, 200)
        finally:
            machine.events_stop()

    return {"plain": lambda: tasks(x, 200), "ours": profiled}


def serial_twin() -> dict[str, Action]:
    pairs, calls = ab.script(programs.pairs), ab.script(programs.calls)
    return {"calls": lambda: calls(1000), "ours": lambda: pairs(1000)}


def chains(tasks: int, operators: int) -> dict[str, Action]:
    x = torch.randn(8, 8)
    serial, forked = ab.script(programs.chains_serial), ab.script(programs.chains_forked)
    return {"our serial": lambda: serial(x, tasks, operators), "ours": lambda: forked(x, tasks, operators)}


MEANWHILE = ((0, False, "back to back"), (0.005, False, "5 ms between calls"), (0, True, "a process on one core"))


def cases_of_chains() -> list[Case]:
    """Tasks of some small operators against our serial code: (tasks, operators, a bar for each of MEANWHILE)."""
    rows = [(1024, 1, 0.97, 0.95, 0.95), (64, 16, 1.7, 1.5, 0.95), (32, 64, 1.85, 1.7, 0.95), (8, 256, 1.9, 1.8, 0.95)]
    return [
        Case(
            f"{tasks} tasks of {operators} small operators, {text}",
            partial(chains, tasks, operators),
            ratio=("our serial", "ours"),
            bar=bars[which],
            threads=1,
            gap=gap,
            neighbour=neighbour,
            checks=False,
        )
        for tasks, operators, *bars in rows
        for which, (gap, neighbour, text) in enumerate(MEANWHILE)
    ]


def fib() -> dict[str, Action]:
    serial, forked = ab.script(programs.fib), ab.script(programs.fib_forked)
    return {"our serial": lambda: serial(22), "ours": lambda: forked(22), "CPython": lambda: programs.fib(22)}


def around(size: int) -> int:
    """A size near that one, another in each process: no bar stands on a lucky number."""
    return random.randint(round(0.75 * size), round(1.25 * size))


def learning(model: torch.nn.Module, learns: bool, *args: torch.Tensor) -> dict[str, Action]:
    return both(model.requires_grad_(learns), *args)


def lstm_cells(learns: bool = False) -> dict[str, Action]:
    batch, inputs, hidden = around(4), around(10), around(20)
    state = torch.rand(batch, hidden)
    return learning(programs.LSTMCells(inputs, hidden), learns, torch.rand(50, batch, inputs), state, state)


def hundred_layers(learns: bool = False) -> dict[str, Action]:
    width = around(16)
    return learning(programs.Layers(100, width), learns, torch.rand(around(4), width))


def on_small_tensors(program: Callable[..., object]) -> Callable[[], dict[str, Action]]:
    return lambda: both(program, torch.rand(4, 4), torch.rand(4, 4), torch.rand(4, 4))


def beside_cpython(program: Callable[..., object], size: int) -> dict[str, Action]:
    compiled, n = ab.script(program), around(size)
    return {"CPython": lambda: program(n), "ours": lambda: compiled(n)}


SERIAL: dict[str, tuple[Callable[[], dict[str, Action]], float]] = {
    "LSTM cell x 50": (lstm_cells, 1 / 0.85),
    "LSTM cell x 50, its weights learn": (partial(lstm_cells, learns=True), 1),
    "100 layers": (hundred_layers, 1),
    "100 layers that learn": (partial(hundred_layers, learns=True), 1),
    "45 operators: linear, addmm, chunk, cat, view, select": (on_small_tensors(programs.forty_operators), 1),
    "40 linear": (on_small_tensors(programs.linears), 1),
    "40 addmm": (on_small_tensors(programs.addmms), 1),
    "20 chunk and cat": (on_small_tensors(programs.chunks_and_cats), 1),
    "20 select, unsqueeze, expand": (on_small_tensors(programs.selects), 1),
    "40 view": (on_small_tensors(programs.views), 1),
    "40 item by item: mul, tanh, add, sub": (on_small_tensors(programs.item_by_item), 1),
}
BESIDE_CPYTHON = {
    "int loop": (programs.int_loop, 100_000, 8.0),
    "list building": (programs.list_building, 100_000, 3.0),
    "string building": (programs.string_building, 10_000, 1.0),
}


def cases_of_serial_code() -> list[Case]:
    tensors = [Case(name, sides, bar=bar, threads=1, checks=False, alone=True) for name, (sides, bar) in SERIAL.items()]
    return tensors + [
        Case(f"{name}, against CPython", partial(beside_cpython, program, size), ("CPython", "ours"), bar, alone=True)
        for name, (program, size, bar) in BESIDE_CPYTHON.items()
    ]


def cases_of_files(name: str, made: files.Programs) -> list[Case]:
    return [
        Case(f"saving {name}, first time", files.saving(made, 24), bar=1, checks=False),
        Case(f"loading {name}", files.loading(made), bar=1, checks=False),
        Case(f"the file of {name}", bytes=partial(files.sizes, made), bar=1),
        Case(f"loading {name}, from the file of torch.jit.save", files.moving_in(made), bar=1, checks=False),
    ]


PROGRAMS_IN_FILES: dict[str, files.Programs] = {
    "a trace of 1,000 operators": files.small_steps,
    "a model of 100 MB": files.large_weights,
}
FIRST_MODULES = ("TransformerEncoderLayer", "MultiheadAttention", "LSTM")
CASES = [
    Case("1,000 forks of an int function, then 1,000 waits", lambda: both(programs.forks_then_waits, 1000), bar=25),
    Case("1,000 pairs of fork and wait", lambda: both(programs.pairs, 1000), bar=100),
    *cases_of_chains(),
    Case("fib(22), a fork at every level, against our serial code", fib, ratio=("our serial", "ours"), bar=1 / 1.5),
    Case("fib(22), a fork at every level, against CPython's plain one", fib, ratio=("CPython", "ours"), bar=1),
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
    Case(
        "200 tasks of a matrix product, 20 us, while profiled",
        recorded,
        ratio=("plain", "ours"),
        bar=0.97,
        threads=1,
        checks=False,
    ),
    Case("compiling a module of four networks, a new class", compiling(ensemble), checks=False),
    Case("compiling a new function of seven lines", compiling(seven_lines), bar=1, checks=False),
    *(Case(f"compiling {n} layers in a row", compiling(layers(n)), bar=1, checks=False) for n in (10, 100)),
    Case("compiling MultiheadAttention", compiling(lambda: torch.nn.MultiheadAttention(16, 2)), bar=1, checks=False),
    *(Case(f"compiling a transformer of {n} layers", compiling(encoder(n)), bar=1, checks=False) for n in (1, 6)),
    Case("compiling an LSTM", compiling(lambda: torch.nn.LSTM(8, 8, 2)), bar=1, checks=False),
    Case("first in a new process: a function of seven lines", first="a function of seven lines", limit=0.12),
    *(Case(f"first in a new process: {name}", first=name, bar=2 / 3) for name in FIRST_MODULES),
    Case("tracing one network", tracing, checks=False),
    *cases_of_serial_code(),
    *(case for name, made in PROGRAMS_IN_FILES.items() for case in cases_of_files(name, made)),
]


def measure(case: Case, rounds: int) -> dict[str, float]:
    """Median seconds by side; raises AssertionError if the sides do not agree on the result."""
    if case.bytes is not None:
        return case.bytes()
    if case.first is not None:
        return first_medians(case.first, rounds)
    if case.threads is not None:
        torch.set_num_threads(case.threads)
    sides = case.sides()
    if case.checks:
        results = {name: action() for name, action in sides.items()}
        assert len(set(results.values())) == 1, f"the sides disagree: {results}"
    if case.alone:
        gc.disable()  # a collection would fall on whom it falls
    with busy_neighbour() if case.neighbour else contextlib.nullcontext():
        return medians(sides, rounds, case.gap, time.thread_time if case.alone else time.perf_counter)
