"""Profiles of programs that run: what the records of the machine must say whatever the threads did."""

from __future__ import annotations

import gc
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch.profiling import costs
from anabranch.profiling.model import State, Timeline
from anabranch.profiling.records import Claim, Event, Recorder
from anabranch.runtime.native import core

pytestmark = pytest.mark.usefixtures("native")
X = torch.full((8, 8), 0.1)


def leaf(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.tanh(x)
    return x


def two(x: Tensor) -> Tensor:
    a = ab.fork(leaf, x, 3)
    b = ab.fork(leaf, x, 5)
    return ab.wait(a) + ab.wait(b)


def fan(x: Tensor, width: int, length: int) -> Tensor:
    futures = [ab.fork(leaf, x, length) for _ in range(width)]
    for future in futures:
        x = x + ab.wait(future)
    return x


def tree(x: Tensor, depth: int) -> Tensor:
    if depth == 0:
        return leaf(x, 3)
    a, b = ab.fork(tree, x, depth - 1), ab.fork(tree, x, depth - 1)
    return ab.wait(a) + ab.wait(b)


def failing(x: Tensor) -> Tensor:
    if bool(x.sum() > 0):
        raise ValueError("no")
    return x


def with_a_failure(x: Tensor) -> Tensor:
    a = ab.fork(leaf, x, 50)
    b = ab.fork(failing, x)
    return ab.wait(b) + ab.wait(a)


@ab.ignore
def in_python(x: Tensor) -> Tensor:
    return nested(x, 2)  # type: ignore[no-any-return]


def calls_python(x: Tensor) -> Tensor:
    a = ab.fork(in_python, x)
    b = ab.fork(in_python, x)
    return ab.wait(a) + ab.wait(b)


nested = ab.script(tree)
PROGRAMS = {
    "two": (two, (X,), 2),
    "fan": (fan, (X, 40, 5), 40),
    "tree": (tree, (X, 5), 62),
    "python": (calls_python, (X,), 2 + 2 * 7),  # with the two calls inside and their six forks each
    "failure": (with_a_failure, (X,), 2),
}


@pytest.fixture(params=[0, 1, 3])
def workers(request: pytest.FixtureRequest) -> Iterator[int]:
    with ab.workers(request.param):
        yield request.param


def run(name: str) -> tuple[Timeline, ab.Profile]:
    function, arguments, _ = PROGRAMS[name]
    compiled = ab.script(function)
    with ab.profile() as p:
        try:
            compiled(*arguments)
        except ValueError:
            assert name == "failure"
    return p.timeline, p


# -- what holds for every program on any number of threads


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_task_begins_once_and_ends(name: str, workers: int) -> None:
    t, _ = run(name)
    (call,) = t.calls
    assert len(t.tasks) == PROGRAMS[name][2] + 1
    for task in t.tasks.values():
        assert task.done is not None and task.call == call.id
        if task.id != call.id and task.begun is not None and task.created is not None:
            assert call.begin <= task.created <= task.begun <= task.done <= call.end
        if task.begun is None:
            assert name == "failure"  # stopped before it began


@pytest.mark.parametrize("name", PROGRAMS)
def test_turns_nest_and_stretches_follow_each_other(name: str, workers: int) -> None:
    t, _ = run(name)
    turns = sorted((turn.thread, turn.begin, -turn.end) for task in t.tasks.values() for turn in task.turns)
    open_turns: list[tuple[int, float]] = []
    for thread, begin, end in turns:
        while open_turns and (open_turns[-1][0] != thread or open_turns[-1][1] <= begin):
            open_turns.pop()
        assert not open_turns or -end <= open_turns[-1][1], "a turn ends behind the one around it"
        open_turns.append((thread, -end))
    for stretches in t.stretches.values():
        assert all(a.end == b.begin for a, b in zip(stretches, stretches[1:]))
        assert all(s.length > 0 for s in stretches)


@pytest.mark.parametrize("name", PROGRAMS)
def test_work_and_span(name: str, workers: int) -> None:
    """Work is the sum of what threads ran; one core takes it all, and no number of cores takes less than the span."""
    t, p = run(name)
    running = sum(s.length for stretches in t.stretches.values() for s in stretches if s.state in (State.Run, State.Python))
    assert p.work * 1e9 == pytest.approx(running)
    assert 0 < p.span <= p.work
    (call,) = t.calls
    assert costs.makespan(t, call, 1) == pytest.approx(call.work)
    assert costs.makespan(t, call, 10_000) == pytest.approx(call.span)
    assert p.speedup(1) == pytest.approx(1.0)
    assert 0.999999 <= p.speedup(2) <= 2.000001
    if workers == 0 and name != "python":  # a pool thread comes in for a caller that is in Python
        assert call.work <= call.length


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_gap_has_its_reason(name: str, workers: int) -> None:
    t, p = run(name)
    for stretches in t.stretches.values():
        for s in stretches:
            assert s.why is not None or s.state not in (State.Idle, State.Searching)
    text = p.summary(lines=10_000)
    assert "took" in text and all(name in text for name in t.threads.values() if name.startswith("Main"))
    assert json.loads(json.dumps(text)) and str(p).splitlines()[0] == text.splitlines()[0]


# -- exact, on one thread


def kinds(function: object, *arguments: object) -> list[tuple[Event, int]]:
    """Kinds and tasks, numbered from the root."""
    with ab.workers(0):
        recorder = Recorder(core(), 100_000)
        try:
            function(*arguments)  # type: ignore[operator]
        finally:
            taken = recorder.take()
    numbers = {n: i for i, n in enumerate(sorted({r.id for r in taken.records if r.id}))}
    left_out = {Event.Opened, Event.Cpu, Event.Unwoken, Event.Operator, Event.Queued, Event.InPython, Event.LeftPython}
    return [(r.kind, numbers[r.id]) for r in taken.records if r.kind not in left_out]


def test_the_order_of_records() -> None:
    assert kinds(ab.script(two), X) == [
        (Event.CallBegin, 0),
        (Event.Created, 1),
        (Event.Created, 2),
        (Event.Claimed, 1), (Event.Done, 1), (Event.Taken, 0),
        (Event.Claimed, 2), (Event.Done, 2), (Event.Taken, 0),
        (Event.Done, 0),
        (Event.CallEnd, 0),
    ]  # fmt: skip


def test_operators_have_their_places_and_tasks() -> None:
    with ab.workers(0):
        t, _ = run("two")
    first = next(iter(t.tasks.values())).number
    found = sorted((t.places[o.place].name, t.tasks[o.task].number - first) for o in t.operators)
    assert found == [("aten::add.Tensor", 0), *[("aten::tanh", 1)] * 3, *[("aten::tanh", 2)] * 5]
    lines = {t.places[o.place].name: t.places[o.place].span.line for o in t.operators}
    assert lines == {"aten::tanh": leaf.__code__.co_firstlineno + 2, "aten::add.Tensor": two.__code__.co_firstlineno + 3}


@pytest.mark.slow
def test_a_serial_call_has_its_tasks() -> None:
    """Under a mode that pool threads cannot reproduce forks run where they stand."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Mode(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            return function(*args, **(kwargs or {}))

    compiled = ab.script(two)
    with ab.profile() as p, Mode():
        compiled(X)
    assert [t.claim for t in p.timeline.tasks.values()] == [None, Claim.Inline, Claim.Inline]
    assert p.span < p.work


# -- what is recorded of whom


def test_calls_of_several_threads() -> None:
    compiled = ab.script(fan)
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        compiled(X, 4, 3)

    threads = [threading.Thread(target=work, name=f"caller {n}") for n in range(3)]
    with ab.profile() as p:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(p.timeline.calls) == 3 == len({c.thread for c in p.timeline.calls})
    assert [len(c.tasks) for c in p.timeline.calls] == [5, 5, 5]


@pytest.mark.slow
def test_profiles_begin_and_end_while_others_call() -> None:
    """A profile cuts calls in two: half tasks trip nobody, and numbers of places are not mixed up."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            ab.script(tree)(X, 3)
            fresh(X)

    def fresh(x: Tensor) -> None:
        def local(x: Tensor) -> Tensor:
            return ab.wait(ab.fork(leaf, x, 2))

        ab.script(local)(x)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(25):
            with ab.profile() as p:
                ab.script(two)(X)
            assert p.timeline.lost == 0
            names = {t.places[o.place].name for t in [p.timeline] for o in t.operators if o.place in t.places}
            assert names <= {"aten::tanh", "aten::add.Tensor"} and "aten::tanh" in names
            assert "took" in p.summary() and isinstance(p.advice(), list) and p.speedup(4) > 0
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_names_outlive_their_functions() -> None:
    with ab.profile() as p:
        ab.script(two)(X)
        gc.collect()
    assert "two" in p.summary() and "ab.fork(leaf, x, 3)" in p.summary()


def test_nothing_is_recorded_outside() -> None:
    compiled = ab.script(two)
    compiled(X)
    with ab.profile() as p:
        pass
    compiled(X)
    assert p.timeline.calls == [] and "no call of a compiled function" in p.summary()


def test_what_finds_no_room_is_counted_and_told() -> None:
    compiled = ab.script(leaf)
    with ab.profile(limit=1) as p:  # one chunk of 4,096 records
        compiled(X, 6000)
    kept = len(p.timeline.operators)
    assert 0 < kept < 4096
    assert p.timeline.lost >= 6000 - kept
    assert p.summary().startswith(f"INCOMPLETE: {p.timeline.lost} records")
    with ab.profile() as p:
        compiled(X, 6000)
    assert (p.timeline.lost, len(p.timeline.operators)) == (0, 6000)


def test_one_profile_at_a_time() -> None:
    with ab.profile() as p:
        with pytest.raises(ab.ProfileError, match="being taken already"):
            ab.profile().__enter__()
        with pytest.raises(ab.ProfileError, match="ask it behind the block"):
            p.summary()
    with ab.profile():
        pass


def test_wrong_arguments(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="limit: expected 1 or more"):
        ab.profile(limit=0)
    with ab.profile() as p:
        pass
    with pytest.raises(ValueError, match=r"expected a name that ends in \.json or \.html"):
        p.save(tmp_path / "a.txt")
    with pytest.raises(ValueError, match="cores: expected 1 or more"):
        p.speedup(0)


def test_saved_for_chrome(tmp_path: Path) -> None:
    _, p = run("fan")
    p.save(tmp_path / "trace.json")
    events = json.loads((tmp_path / "trace.json").read_text(encoding="utf-8"))["traceEvents"]
    assert sum(e.get("cat") == "task" for e in events) >= 41 and sum(e.get("cat") == "operator" for e in events) == 240
    assert all(e["dur"] >= 0 for e in events if e["ph"] == "X")


def test_the_interpreter_leaves_no_records() -> None:
    from anabranch.base.config import settings

    with settings.override(backend="interpreter"), ab.profile() as p:
        ab.script(two)(X)
    assert "no call" in p.summary() and p.work == 0.0 and p.speedup(4) == 1.0


@pytest.mark.xdist_group("profile_processes")
def test_a_child_process_takes_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    compiled = ab.script(fan)
    with ab.profile() as p:
        compiled(X, 4, 3)
        child = os.fork()
        if child == 0:
            compiled(X, 4, 3)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    assert len(p.timeline.calls) == 1
