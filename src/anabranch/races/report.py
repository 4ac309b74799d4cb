"""``Check``: what a run showed, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..base.record import Record
from .places import Place
from .shadow import Access, Found
from .watch import Watch


class Party(Record, frozen=True):
    """One of two accesses: the operator, whether it writes, its place (with its callers), and the places of the forks that led
    to its task, outermost first; none: the call itself did it."""

    operator: str
    writes: bool
    place: Place
    forks: tuple[Place, ...]

    def to_dict(self) -> dict[str, Any]:
        calls = [p.as_dict() for p in self.place.calls()]
        return {"operator": self.operator, "writes": self.writes, "calls": calls, "forks": [p.as_dict() for p in self.forks]}


class Race(Record, frozen=True):
    """Two accesses of one thing that no fork and no wait orders; ``second`` came later in the serial run.

    >>> def draw() -> Tensor:
    ...     return torch.rand(2)
    >>> def both() -> Tensor:
    ...     a, b = ab.fork(draw), ab.fork(draw)
    ...     return a.wait() - b.wait()
    >>> (race,) = ab.check(both).races
    >>> isinstance(race, ab.Race), race.what, race.first.operator, race.second.writes
    (True, 'the generator of random numbers', 'aten::rand', True)

    ``first`` and ``second`` have the ``place`` of the access in the source and those of the ``forks`` that led to its task;
    ``count`` is how often the two places met; ``help`` is what to do.  ``str`` is the text, ``to_dict()`` the data.
    """

    what: str
    first: Party
    second: Party
    count: int
    help: str

    def to_dict(self) -> dict[str, Any]:
        parties = {"first": self.first.to_dict(), "second": self.second.to_dict()}
        return {"what": self.what, **parties, "count": self.count, "help": self.help}

    def __str__(self) -> str:
        return "\n".join(_race_lines(self))


class NotSeen(Record, frozen=True):
    """An operator that ran beside others and may do what its schema does not say."""

    operator: str
    reason: str
    place: Place

    def to_dict(self) -> dict[str, Any]:
        return {"operator": self.operator, "reason": self.reason, "place": self.place.as_dict()}

    def __str__(self) -> str:
        return f"{self.operator}: {self.reason}\n{_shown(self.place, '    ')}"


class Check(Record, frozen=True, eq=False):
    """The result of ``check``: true if there is nothing to report.

    >>> def plain(x: Tensor) -> Tensor:
    ...     return ab.wait(ab.fork(torch.relu, x)) + x
    >>> found = ab.check(plain, torch.ones(2))
    >>> isinstance(found, ab.Check), bool(found), found.tasks, found.races, found.not_seen
    (True, True, 1, [], [])
    >>> print(found)
    no determinacy races in plain (1 task)

    ``error`` is the exception that ended the program, if one did: what it had run until then was checked.  ``str`` is the
    report, ``to_dict()`` the same as data.
    """

    name: str
    tasks: int
    races: list[Race]
    not_seen: list[NotSeen]
    error: BaseException | None = None

    @property
    def ok(self) -> bool:
        """No races, and the program came to its end.  What was not seen does not count."""
        return not self.races and self.error is None

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """Numbers, strings, lists and dicts only: for json.dumps."""
        return {
            "name": self.name,
            "ok": self.ok,
            "tasks": self.tasks,
            "races": [r.to_dict() for r in self.races],
            "not_seen": [n.to_dict() for n in self.not_seen],
            "error": None if self.error is None else f"{type(self.error).__name__}: {self.error}",
        }

    def __str__(self) -> str:
        return "\n\n".join(_paragraphs(self))


def report(name: str, watch: Watch, error: BaseException | None) -> Check:
    races = [_race(found, watch.shadow.counts[key]) for key, found in watch.shadow.found.items()]
    unseen = [NotSeen(_operator(node), reason, place) for node, (place, reason) in watch.not_seen.items()]
    return Check(name, watch.order.forks, races, unseen, error)


def _race(found: Found, count: int) -> Race:
    first, second = _party(found.first, found.first_writes), _party(found.second, found.second_writes)
    return Race(found.what, first, second, count, _help(found))


def _party(access: Access, writes: bool) -> Party:
    return Party(_operator(access.node), writes, access.place, access.task.forks())


def _operator(node: Any) -> str:
    if node.kind() == "prim::PythonOp":
        return str(node.attribute("name"))
    kind: str = node.kind()
    return _KINDS.get(kind, kind)


_KINDS = {
    "prim::GetAttr": "the attribute",
    "prim::SetAttr": "the assignment",
    "prim::Print": "print",
    "aten::warn": "warn",
    "prim::Return": "the end of the call",
    "prim::fork": "the end of the task",
}

_HELPS = [
    ("the generator", "draw the numbers before the forks and hand them to the tasks, or give each task a torch.Generator"),
    ("the order of what", "let tasks return what is to be printed, and print it behind the waits"),
    ("whether a task", "wait for the task, or leave open when it ends: the answer differs from run to run"),
    ("elements of", "wait for one task before the other's access, or give each task memory of its own (a slice, a clone)"),
    ("attribute", "wait for one task before the other's access, or let tasks return values and assign behind the waits"),
    ("what autograd", "go backward once, behind the waits, or keep the graph (retain_graph=True)"),
    ("the grad", "use torch.autograd.grad in the tasks and add the results behind the waits"),
    ("", "wait for one task before the other's access, or let tasks return their items and put them together behind the waits"),
]


def _help(found: Found) -> str:
    return next(text for start, text in _HELPS if found.what.startswith(start))


# -- text


def _paragraphs(c: Check) -> Iterator[str]:
    yield f"{_count(len(c.races), 'determinacy race')} in {c.name} ({_count(c.tasks, 'task')})"
    yield from map(str, c.races)
    if c.not_seen:
        yield "\n".join([f"not seen, {_count(len(c.not_seen), 'operator')}:", *(f"  {n}" for n in c.not_seen)])
    if c.error is not None:
        notes = "\n".join(getattr(c.error, "__notes__", ()))
        yield f"the program failed, and was checked until then: {type(c.error).__name__}: {c.error}\n{notes}".rstrip()


def _count(n: int, thing: str) -> str:
    return f"{n or 'no'} {thing}{'' if n == 1 else 's'}"


def _race_lines(race: Race) -> Iterator[str]:
    times = f" ({race.count} times)" if race.count > 1 else ""
    yield f"race on {race.what}{times}"
    for party, other in ((race.first, race.second), (race.second, race.first)):
        yield from _party_lines(party, other)
    yield f"  help: {race.help}"


def _party_lines(party: Party, other: Party) -> Iterator[str]:
    yield f"  {party.operator} {'writes' if party.writes else 'reads'} it at"
    yield _shown(party.place, "    ")
    for caller in party.place.calls()[1:]:
        if not party.forks or caller.span != party.forks[-1].span:  # the body of a fork is a call, which says no more
            yield f"    called at {caller}"
    for fork in reversed(party.forks):
        yield "  in a task forked at"
        yield _shown(fork, "    ")
    if not party.forks:
        yield "  in the call itself, which has not waited for the other's task"


def _shown(place: Place, indent: str) -> str:
    return "\n".join([f"{indent}{place}", *(f"{indent}{line}" for line in place.span.indented())])
