"""Records of threads, made by hand with exact times → what a profile says of them."""

from __future__ import annotations

import json
import re
from enum import IntEnum
from pathlib import Path

import pytest

from anabranch.base.source import Span
from anabranch.profiling import chrome, costs
from anabranch.profiling.advice import advice
from anabranch.profiling.arrows import arrows
from anabranch.profiling.model import State, Timeline, Why
from anabranch.profiling.records import Claim, Event, Parking, Place, Record, Refusal, Taken
from anabranch.profiling.summary import summary
from anabranch.profiling.timeline import timeline

MAIN, POOL = 100, 200  # threads; worker 0 is the caller's, worker 1 the pool's
ROOT, A, B, C = 1, 2, 3, 4
SCALE = 1_000  # the times below are microseconds


def taken(*rows: tuple[int, int, Event, int, int], lost: int = 0, duration: int = 1000) -> Taken:
    """Rows: time, thread, kind, id, argument."""
    records = [
        Record(float(time * SCALE), kind, identity, argument, identity, 0 if thread == MAIN else 1, thread)
        for time, thread, kind, identity, argument in sorted(rows, key=lambda row: row[0])
    ]
    places = {n: Place(f"f{n}", "", Span("model.py", n)) for n in range(1, 20)}
    return Taken(records, lost, float(duration * SCALE), places, {POOL})


def fork_join() -> Timeline:
    """The root runs 10, forks A, runs 20 and waits; A runs 50 on the pool's thread, of which the caller sleeps 30."""
    return timeline(
        taken(
            (0, POOL, Event.Parked, 0, Parking.NoWork),
            (100, MAIN, Event.CallBegin, ROOT, 0),
            (110, MAIN, Event.Created, A, ROOT),
            (111, MAIN, Event.Wake, 1, 2 * SCALE),
            (114, POOL, Event.Woken, 0, 0),
            (115, POOL, Event.Claimed, A, Claim.Worker),
            (130, MAIN, Event.Suspended, ROOT, A),
            (131, MAIN, Event.Searching, 0, 0),
            (135, MAIN, Event.Parked, 0, Parking.CallEnd),
            (165, POOL, Event.Done, A, 0),
            (165, POOL, Event.Ready, ROOT, 0),
            (166, POOL, Event.Wake, 0, 1 * SCALE),
            (167, POOL, Event.Searching, 0, 0),
            (170, MAIN, Event.Woken, 0, 0),
            (171, MAIN, Event.Resumed, ROOT, 0),
            (171, MAIN, Event.Taken, ROOT, A),
            (180, MAIN, Event.Done, ROOT, 0),
            (181, MAIN, Event.CallEnd, ROOT, 0),
        )
    )


def lane(t: Timeline, thread: int) -> list[tuple[int, int, State]]:
    return [(round(s.begin / SCALE), round(s.end / SCALE), s.state) for s in t.stretches[thread]]


def test_the_kinds_are_those_of_the_core() -> None:
    """The two lists are written by hand, in C++ and in Python."""
    header = (Path(__file__).resolve().parents[1] / "csrc" / "sched" / "events.h").read_text(encoding="utf-8")
    enums: list[type[IntEnum]] = [Event, Claim, Parking, Refusal]
    for enum in enums:
        body = re.search(rf"enum class {enum.__name__} : uint8_t {{(.*?)}};", header, re.S)
        assert body is not None
        names = re.findall(r"\w+(?=[,}\s]*(?:,|$))", re.sub(r"//.*", "", body.group(1)))
        assert names == [member.name for member in enum]


def test_what_each_thread_did() -> None:
    t = fork_join()
    assert lane(t, MAIN) == [
        (0, 100, State.Outside),
        (100, 130, State.Run),
        (130, 131, State.Scheduling),
        (131, 135, State.Searching),
        (135, 166, State.Idle),
        (166, 170, State.Waking),
        (170, 171, State.Searching),
        (171, 180, State.Run),
        (180, 181, State.Scheduling),
        (181, 1000, State.Outside),
    ]
    idle, *others = lane(t, POOL)[:4]
    assert idle == (0, 111, State.Idle)
    assert others == [(111, 114, State.Waking), (114, 115, State.Searching), (115, 165, State.Run)]
    slept = next(s for s in t.stretches[MAIN] if s.state is State.Idle)
    assert (slept.why, slept.task) == (Why.Task, A)


def test_work_and_span_of_a_fork_and_a_wait() -> None:
    t = fork_join()
    (call,) = t.calls
    assert call.work == (30 + 50 + 9) * SCALE
    assert call.span == (10 + 50 + 9) * SCALE
    assert costs.speedup(t, 1) == 1.0
    assert costs.speedup(t, 2) == pytest.approx(89 / 69)
    assert costs.makespan(t, call, 64) == call.span


def test_tasks_in_line_do_not_lengthen_their_waiter() -> None:
    """A tree: the root forks A and B; A forks C. All run on one thread, in line, 10 each."""
    t = timeline(
        taken(
            (0, MAIN, Event.CallBegin, ROOT, 0),
            (0, MAIN, Event.Created, A, ROOT),
            (0, MAIN, Event.Created, B, ROOT),
            (10, MAIN, Event.Claimed, A, Claim.InLine),
            (20, MAIN, Event.Created, C, A),
            (20, MAIN, Event.Claimed, C, Claim.InLine),
            (30, MAIN, Event.Done, C, 0),
            (30, MAIN, Event.Taken, A, C),
            (30, MAIN, Event.Done, A, 0),
            (30, MAIN, Event.Taken, ROOT, A),
            (30, MAIN, Event.Claimed, B, Claim.InLine),
            (40, MAIN, Event.Done, B, 0),
            (40, MAIN, Event.Taken, ROOT, B),
            (40, MAIN, Event.Done, ROOT, 0),
            (40, MAIN, Event.CallEnd, ROOT, 0),
        )
    )
    assert [t.tasks[n].ran / SCALE for n in (ROOT, A, B, C)] == [10, 10, 10, 10]
    assert (t.calls[0].work, t.calls[0].span) == (40 * SCALE, 20 * SCALE)  # A, then C; the root's own 10 and B beside them
    assert [turn.depth for n in (ROOT, A, C, B) for turn in t.tasks[n].turns] == [1, 2, 3, 2]


def test_a_call_from_python_in_a_task_is_its_fork() -> None:
    t = timeline(
        taken(
            (0, MAIN, Event.CallBegin, ROOT, 0),
            (10, MAIN, Event.Queued, ROOT, 0),
            (15, MAIN, Event.InPython, ROOT, 0),
            (20, MAIN, Event.CallBegin, A, ROOT),
            (50, MAIN, Event.Done, A, 0),
            (50, MAIN, Event.CallEnd, A, 0),
            (60, MAIN, Event.LeftPython, ROOT, 0),
            (70, MAIN, Event.Done, ROOT, 0),
            (70, MAIN, Event.CallEnd, ROOT, 0),
        )
    )
    assert [c.id for c in t.calls] == [ROOT]
    assert lane(t, MAIN)[:6] == [
        (0, 10, State.Run), (10, 15, State.Gil), (15, 20, State.Python), (20, 50, State.Run), (50, 60, State.Python),
        (60, 70, State.Run),
    ]  # fmt: skip
    assert t.calls[0].work == t.calls[0].span == 65 * SCALE


def test_time_on_no_core_is_seen() -> None:
    t = timeline(
        taken(
            (0, MAIN, Event.CallBegin, ROOT, 0),
            (0, MAIN, Event.Cpu, 0, 5_000_000),
            (90, MAIN, Event.Done, ROOT, 0),
            (90, MAIN, Event.Cpu, 0, 5_000_000 + 30 * SCALE),
            (90, MAIN, Event.CallEnd, ROOT, 0),
        )
    )
    assert [a.time for a in t.absences[MAIN]] == [60 * SCALE]
    assert "on no core for 60.0 µs" in summary(t, 1, 10)
    assert any("on no core" in text for text in advice(t))


def test_sleepers_for_whom_there_is_no_core() -> None:
    t = timeline(
        taken(
            (0, POOL, Event.Parked, 0, Parking.NoWork),
            (0, MAIN, Event.CallBegin, ROOT, 0),
            (40, MAIN, Event.Unwoken, 0, Refusal.Budget),
            (90, MAIN, Event.Done, ROOT, 0),
            (90, MAIN, Event.CallEnd, ROOT, 0),
        )
    )
    assert [(s.begin / SCALE, s.why) for s in t.stretches[POOL]] == [(0, Why.NoWork), (40, Why.Budget)]


def test_arrows_lead_from_cause_to_effect() -> None:
    found = [(a.kind, a.from_thread, a.from_time / SCALE, a.to_thread, a.to_time / SCALE) for a in arrows(fork_join())]
    assert found == [("fork", MAIN, 110, POOL, 115), ("done", POOL, 165, MAIN, 171)]


def test_the_summary_names_who_and_why() -> None:
    text = summary(fork_join(), 1, 30)
    assert "1 call, 1 task forked" in text
    assert "f1 (model.py:1)" in text and "f2 (forked at model.py:2)" in text
    assert "idle: waits for f2 #2" in text and "wakes up" in text and "looks for work" in text
    assert "1 on worker 1" in text


def test_lost_records_are_told_first() -> None:
    assert summary(timeline(taken(lost=7)), 1, 1).startswith("INCOMPLETE: 7 records")


def test_the_chrome_trace_has_lanes_tasks_and_flows() -> None:
    events = json.loads(chrome.text(fork_join()))["traceEvents"]
    names = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert names[POOL] == "worker 1"
    (task,) = [e for e in events if e.get("cat") == "task" and e["tid"] == POOL]
    assert (task["ts"], task["dur"], task["args"]["forked at"]) == (115, 50, "model.py:2")
    flows = {(e["ph"], e["name"]): (e["tid"], e["ts"]) for e in events if e["ph"] in "sf"}
    assert (flows["s", "fork"], flows["f", "fork"]) == ((MAIN, 110), (POOL, 115))
    assert (flows["s", "done"], flows["f", "done"]) == ((POOL, 165), (MAIN, 171))


# -- advice


def serial(*lengths: int, forked_first: bool) -> Timeline:
    """The root forks tasks of these lengths and runs them in line: all forks first, or each waited for at once."""
    rows = [(0, MAIN, Event.CallBegin, ROOT, 0)]
    if forked_first:
        rows += [(0, MAIN, Event.Created, A + n, ROOT) for n in range(len(lengths))]
    now = 0
    for n, length in enumerate(lengths):
        task = A + n
        rows += [] if forked_first else [(now, MAIN, Event.Created, task, ROOT)]
        rows += [(now, MAIN, Event.Claimed, task, Claim.InLine)]
        now += length
        rows += [(now, MAIN, Event.Done, task, 0), (now, MAIN, Event.Taken, ROOT, task)]
    rows += [(now, MAIN, Event.Done, ROOT, 0), (now, MAIN, Event.CallEnd, ROOT, 0)]
    found = taken(*rows)
    for record in found.records:
        record.place = min(record.place, A)  # all of one fork
    return timeline(found)


@pytest.mark.parametrize(
    "program, advised",
    [
        (serial(1, 1, 1, 1, forked_first=True), "Fork several of them as one task"),
        (serial(100, forked_first=False), ""),  # one fork alone is no loop
        (serial(100, 100, 100, forked_first=False), "Fork all, then wait"),
        (serial(100, 100, 100, 900, forked_first=True), "Fork it first"),
        (serial(100, 100, 100, 100, forked_first=True), ""),
    ],
)
def test_advice(program: Timeline, advised: str) -> None:
    texts = [text for text in advice(program) if "follow each other" not in text]
    assert ([advised in text for text in texts] == [True]) if advised else texts == []


def test_advice_where_all_is_one_chain() -> None:
    assert any("follow each other" in text for text in advice(serial(100, 100, 100, forked_first=False)))
    assert not any("follow each other" in text for text in advice(serial(100, 100, 100, forked_first=True)))
