"""Random programs whose tasks share a list, a dict, a tensor, attributes and futures, and what they mean in any order of them.

A program is a tree of statements.  It is written as source for the compiler; ``races`` says by brute force, statement by
statement, whether two that nothing orders touch one cell; ``outcome`` runs it with its tasks interleaved at random.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from hypothesis import strategies as st

SLICES = ("0, 0", "1, 1:3", ":, 2", "::2, 1", "1:, ::3", "0", ":, :", "2, 3", ":2, 1::2")
KEYS = ("p", "q", "new", "newer")
PRELUDE = """
from typing import Dict, List
import torch
import anabranch as ab

class State:
    def __init__(self):
        self.xs: List[int] = [1, 2, 3, 4]
        self.d: Dict[str, int] = {"p": 1, "q": 2}
        self.fs: List[ab.Future[int]] = []
        self.t = torch.arange(12).reshape(3, 4)
        self.a = 1
        self.b = 2
"""


@dataclass
class Task:
    name: str
    given: tuple[str, ...]  # the futures that it may wait for
    body: list[tuple[Any, ...]] = field(default_factory=list)

    def forks(self) -> Iterator[Task]:
        for statement in self.body:
            if statement[0] == "fork":
                yield statement[1]


@dataclass
class State:
    xs: list[int] = field(default_factory=lambda: [1, 2, 3, 4])
    d: dict[str, int] = field(default_factory=lambda: {"p": 1, "q": 2})
    t: torch.Tensor = field(default_factory=lambda: torch.arange(12).reshape(3, 4))
    attributes: dict[str, int] = field(default_factory=lambda: {"a": 1, "b": 2})
    fs: list[str] = field(default_factory=list)
    generation: int = 0  # of t


def view(x: torch.Tensor, index: str) -> torch.Tensor:
    found: torch.Tensor = eval(f"x[{index}]", {"x": x})
    return found


# -- statements: source, meaning (gives what is folded into the task's result), and the cells that they touch in a state

Cells = dict[Any, bool]  # a cell, and whether it is written
FOLD = "acc = (acc * 31 + {}) % 65521"


def _cells_of(s: State, index: str, write: bool) -> Cells:
    numbers = view(torch.arange(12).reshape(3, 4), index).flatten().tolist()
    return {("attribute", "t"): False} | {("t", s.generation, n): write for n in numbers}


def _set_key(s: State, key: str, value: int) -> None:
    s.d[key] = value


def _add(s: State, i: int, c: int) -> None:
    s.xs[i] = s.xs[i] * 3 + c


def _fill(x: torch.Tensor, c: int) -> None:
    x.fill_(c)


def _rebind(s: State) -> None:
    s.t, s.generation = s.t + 1, s.generation + 1


SOURCE: dict[str, str] = {
    "set item": "s.xs[{0}] = {1}",
    "add to item": "s.xs[{0}] = s.xs[{0}] * 3 + {1}",
    "get item": FOLD.format("s.xs[{0}]"),
    "append": "s.xs.append({0})",
    "length": FOLD.format("len(s.xs)"),
    "sum": FOLD.format("sum(s.xs)"),
    "set key": "s.d['{0}'] = {1}",
    "get key": FOLD.format("s.d['{0}']"),
    "keys": FOLD.format("len(s.d)"),
    "fill": "s.t[{0}].fill_({1})",
    "read": FOLD.format("int(s.t[{0}].sum())"),
    "rebind": "s.t = s.t + 1",
    "set attribute": "s.{0} = {1}",
    "get attribute": FOLD.format("s.{0}"),
    "put": "s.fs.append({0})",
    "fork": "{0.name} = ab.fork(run_{0.name}, s{1})",
    "wait": FOLD.format("ab.wait({0})"),
    "take": "if len(s.fs) > 0:\n        " + FOLD.format("ab.wait(s.fs[-1])"),
}
MEANING: dict[str, Callable[..., int | None]] = {
    "set item": lambda s, i, c: s.xs.__setitem__(i, c),
    "add to item": _add,
    "get item": lambda s, i: s.xs[i],
    "append": lambda s, c: s.xs.append(c),
    "length": lambda s: len(s.xs),
    "sum": lambda s: sum(s.xs),
    "set key": _set_key,
    "get key": lambda s, k: s.d[k],
    "keys": lambda s: len(s.d),
    "fill": lambda s, v, c: _fill(view(s.t, v), c),
    "read": lambda s, v: int(view(s.t, v).sum()),
    "rebind": _rebind,
    "set attribute": lambda s, a, c: s.attributes.__setitem__(a, c),
    "get attribute": lambda s, a: s.attributes[a],
    "put": lambda s, f: s.fs.append(f),
}
CELLS: dict[str, Callable[..., Cells]] = {
    "set item": lambda s, i, c: {("item", i): True},
    "add to item": lambda s, i, c: {("item", i): True},
    "get item": lambda s, i: {("item", i): False},
    "append": lambda s, c: {"length": True, ("item", len(s.xs)): True},
    "length": lambda s: {"length": False},
    "sum": lambda s: {"length": False} | {("item", i): False for i in range(len(s.xs))},
    "set key": lambda s, k, c: {("key", k): True} | ({} if k in s.d else {"keys": True}),
    "get key": lambda s, k: {("key", k): False},
    "keys": lambda s: {"keys": False},
    "fill": lambda s, v, c: _cells_of(s, v, True),
    "read": lambda s, v: _cells_of(s, v, False),
    "rebind": lambda s: _cells_of(s, ":, :", False) | {("attribute", "t"): True},
    "set attribute": lambda s, a, c: {("attribute", a): True},
    "get attribute": lambda s, a: {("attribute", a): False},
    "put": lambda s, f: {"futures": True},
    "fork": lambda s, task: {},
    "wait": lambda s, f: {},
    "take": lambda s: {"futures": False},
}


# -- as source


def source(main: Task) -> str:
    lines = [PRELUDE, *_functions(main), "def main():", "    s = State()", "    acc = 0", *_body(main)]
    return "\n".join([*lines, "    return acc", ""])


def _functions(task: Task) -> Iterator[str]:
    for inner in task.forks():
        yield from _functions(inner)
        parameters = "".join(f", {f}: ab.Future[int]" for f in inner.given)
        head = f"def run_{inner.name}(s: State{parameters}) -> int:"
        yield "\n".join([head, "    acc = 0", *_body(inner), "    return acc", ""])


def _body(task: Task) -> Iterator[str]:
    for kind, *rest in task.body:
        given = [", ".join(["", *rest[0].given])] if kind == "fork" else []
        yield "    " + SOURCE[kind].format(*rest, *given)


# -- by brute force: the serial run, what is before each statement, which cells it touches


def races(main: Task) -> list[tuple[Any, Any]]:
    """Pairs of statements that nothing orders and that touch a cell which one of them writes."""
    touched: list[tuple[tuple[Any, ...], Cells, set[int]]] = []
    ends: dict[str, set[int]] = {}
    s = State()

    def run(task: Task, before: set[int]) -> set[int]:
        for statement in task.body:
            kind, *rest = statement
            number, cells = len(touched), CELLS[kind](s, *rest)
            touched.append((statement, cells, before))
            before = before | {number}
            if kind == "fork":
                ends[rest[0].name] = run(rest[0], before)
            elif kind in ("wait", "take"):
                before = before | (ends[rest[0]] if rest else ends[s.fs[-1]] if s.fs else set())
            else:
                MEANING[kind](s, *rest)
        return before

    run(main, set())
    pairs = ((a, b) for b in range(len(touched)) for a in range(b) if a not in touched[b][2])
    return [(touched[a][0], touched[b][0]) for a, b in pairs if _conflict(touched[a][1], touched[b][1])]


def _conflict(a: Cells, b: Cells) -> bool:
    return any(a[cell] or b[cell] for cell in a.keys() & b.keys())


# -- in an order of the tasks


def outcome(main: Task, seed: int) -> tuple[Any, ...]:
    choose, s = random.Random(seed), State()
    results: dict[str, int] = {}
    running: dict[str, Generator[str, None, int]] = {}

    def run(task: Task) -> Generator[str, None, int]:
        """Gives the name of the future that it waits for, or nothing, before each statement."""
        acc = 0
        for kind, *rest in task.body:
            yield ""
            value = None
            if kind == "fork":
                running[rest[0].name] = run(rest[0])
            elif kind in ("wait", "take"):
                name = rest[0] if rest else s.fs[-1] if s.fs else ""
                if name:
                    yield name
                    value = results[name]
            else:
                value = MEANING[kind](s, *rest)
            acc = acc if value is None else (acc * 31 + value) % 65521
        return acc

    running["main"] = run(main)
    waits = dict.fromkeys(running, "")
    while running:
        ready = [n for n in running if waits.get(n, "") in ("", *results)]
        if not ready:
            return ("a task waits for itself",)
        name = choose.choice(ready)
        try:
            waits[name] = next(running[name])
        except StopIteration as end:
            results[name] = end.value
            del running[name]
    return results["main"], s.xs, list(s.d.items()), s.t.tolist(), s.attributes["a"], s.attributes["b"]


# -- drawn

NUMBERS = st.integers(5, 99)
SHARED = st.one_of(
    st.tuples(st.sampled_from(["set item", "add to item"]), st.integers(0, 3), NUMBERS),
    st.tuples(st.just("get item"), st.integers(0, 3)),
    st.tuples(st.just("append"), NUMBERS),
    st.tuples(st.sampled_from(["length", "sum", "keys", "take", "rebind"])),
    st.tuples(st.just("set key"), st.sampled_from(KEYS), NUMBERS),
    st.tuples(st.just("get key"), st.sampled_from(KEYS[:2])),
    st.tuples(st.just("fill"), st.sampled_from(SLICES), NUMBERS),
    st.tuples(st.just("read"), st.sampled_from(SLICES)),
    st.tuples(st.just("set attribute"), st.sampled_from("ab"), NUMBERS),
    st.tuples(st.just("get attribute"), st.sampled_from("ab")),
)


def own(n: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """What the n-th task has for itself, of four."""
    rows = ("0, 0:2", "0, 2:", "1:, ::2", "1:, 1::2")
    return st.one_of(
        st.tuples(st.sampled_from(["set item", "add to item"]), st.just(n), NUMBERS),
        st.tuples(st.just("get item"), st.just(n)),
        st.tuples(st.just("fill"), st.just(rows[n]), NUMBERS),
        st.tuples(st.just("read"), st.just(rows[n])),
        *([st.tuples(st.just("set key"), st.just("pq"[n]), NUMBERS)] if n < 2 else []),
        *([st.tuples(st.just("set attribute"), st.just("ab"[n - 2]), NUMBERS)] if n >= 2 else []),
    )


@st.composite
def programs(draw: st.DrawFn, disjoint: bool = False, most: int = 4) -> Task:
    """With up to ``most`` tasks, the call included; ``disjoint``: each touches only what it has for itself."""
    made: list[str] = []

    def fill(task: Task, number: int, depth: int) -> None:
        futures = list(task.given)
        for _ in range(draw(st.integers(1, 6))):
            what = draw(st.sampled_from(["touch", "touch", "fork", "fork", "wait", "put"]))
            if what == "fork" and len(made) < most - 1 and depth < 3:
                inner = Task(f"f{len(made)}", tuple(futures))
                made.append(inner.name)
                fill(inner, len(made), depth + 1)
                task.body.append(("fork", inner))
                futures.append(inner.name)
            elif what == "wait" and futures:
                task.body.append(("wait", draw(st.sampled_from(futures))))
            elif what == "put" and futures and not disjoint:
                task.body.append(("put", draw(st.sampled_from(futures))))
            else:
                task.body.append(draw(own(number) if disjoint else SHARED))

    main = Task("main", ())
    fill(main, 0, 0)
    return main
