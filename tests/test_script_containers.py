"""Lists and dicts that Python shares with compiled programs: as Python's own, and seen from both sides."""

import copy
import random
from collections.abc import Callable
from typing import Any, Dict, List

import pytest
import torch

import anabranch as ab

LIST_STEPS: list[Callable[[Any, int, int], Any]] = [
    lambda xs, i, v: xs[i],
    lambda xs, i, v: xs[i:v],
    lambda xs, i, v: xs[::-1],
    lambda xs, i, v: xs.__setitem__(i, v),
    lambda xs, i, v: xs.__setitem__(slice(i, v), [v, i]),
    lambda xs, i, v: xs.__delitem__(i),
    lambda xs, i, v: xs.__delitem__(slice(i, v)),
    lambda xs, i, v: xs.append(v),
    lambda xs, i, v: xs.insert(i, v),
    lambda xs, i, v: xs.extend([v, i]),
    lambda xs, i, v: xs.pop(),
    lambda xs, i, v: xs.pop(i),
    lambda xs, i, v: xs.remove(v),
    lambda xs, i, v: xs.index(v),
    lambda xs, i, v: xs.count(v),
    lambda xs, i, v: xs.reverse(),
    lambda xs, i, v: xs.sort(reverse=True),
    lambda xs, i, v: xs.clear() if i == 3 else None,
    lambda xs, i, v: (v in xs, len(xs), bool(xs), list(xs), repr(xs), xs.copy()),
    lambda xs, i, v: xs["key"],
]
DICT_STEPS: list[Callable[[Any, int, int], Any]] = [
    lambda d, k, v: d[k],
    lambda d, k, v: d.__setitem__(k, v),
    lambda d, k, v: d.__delitem__(k),
    lambda d, k, v: d.pop(k),
    lambda d, k, v: d.pop(k, v),
    lambda d, k, v: d.get(k),
    lambda d, k, v: d.setdefault(k, v),
    lambda d, k, v: d.update({k: v, v: k}),
    lambda d, k, v: d.popitem() if len(d) == 1 else None,  # of several, MutableMapping takes the first
    lambda d, k, v: d.clear() if k == 3 else None,
    lambda d, k, v: (k in d, "other" in d, len(d), bool(d), list(d), list(d.items()), list(d.values()), repr(d), d.copy()),
    lambda d, k, v: d["other"],
]


def outcome(step: Callable[[Any, int, int], Any], container: Any, a: int, b: int) -> Any:
    try:
        return step(container, a, b)
    except (LookupError, ValueError, TypeError) as error:
        return type(error)


@pytest.mark.parametrize("steps, start", [(LIST_STEPS, [1, 2, 3]), (DICT_STEPS, {1: 2, 3: 4})], ids=["list", "dict"])
def test_random_steps_do_what_they_do_to_pythons_own(backend: Any, steps: list[Any], start: Any) -> None:
    random_ = random.Random(7)
    plain, shared = copy.deepcopy(start), ab.script(start)
    for _ in range(150):
        step, a, b = random_.choice(steps), random_.randint(-4, 4), random_.randint(-4, 4)
        assert outcome(step, shared, a, b) == outcome(step, plain, a, b)
        assert shared == plain and not shared != plain


def change(xs: List[int], d: Dict[str, torch.Tensor], x: torch.Tensor) -> int:
    xs.append(7)
    d["new"] = x
    return len(xs)


def test_a_programs_changes_are_seen(backend: Any) -> None:
    xs, d, x = ab.script([1]), ab.script({"old": torch.zeros(1)}), torch.ones(2)
    compiled = ab.script(change)
    assert compiled(xs, d, x) == 2 and compiled(xs, d, x) == 3
    assert xs == [1, 7, 7] and list(d) == ["old", "new"] and d["new"] is x
    xs[0] = 5
    assert compiled(xs, d, x) == 4 and xs[0] == 5
    plain = [1]
    assert compiled(plain, {}, x) == 2 and plain == [1]


def in_tasks(xs: List[int], d: Dict[str, torch.Tensor], x: torch.Tensor) -> int:
    task = ab.fork(change, xs, d, x)
    return ab.wait(task) + len(xs)


@pytest.mark.forks
def test_tasks_share_it_too(backend: Any) -> None:
    xs = ab.script([1])
    assert ab.script(in_tasks)(xs, {}, torch.ones(1)) == 4 and xs == [1, 7]


class Keeper(torch.nn.Module):
    def __init__(self, xs: Any) -> None:
        super().__init__()
        self.xs = xs

    def forward(self, v: int) -> int:
        self.xs.append(v)
        return len(self.xs)


def test_a_module_keeps_the_container_itself(backend: Any) -> None:
    xs = ab.script([1, 2])
    keeper = ab.script(Keeper(xs))
    assert keeper(5) == 3 and xs == [1, 2, 5]
    xs.clear()
    assert keeper(6) == 1


def floats(xs: List[float]) -> float:
    xs.append(1.0)
    return xs[0]


@pytest.mark.compiles_only
def test_types(backend: Any) -> None:
    xs, d = ab.script([1, 2]), ab.script({"a": 1})
    for wrong in (
        lambda: xs.append("a"),
        lambda: xs.__setitem__(0, None),
        lambda: d.__setitem__("b", "c"),
        lambda: d.__setitem__(1, 1),
        lambda: ab.script(change)(d, {}, torch.ones(1)),
    ):
        with pytest.raises(ab.ScriptTypeError):
            wrong()
    assert ab.script(floats)(xs) == 1.0 and xs == [1, 2], "a list of another type is copied and converted"
    for mixed in ([1, "a"], {"a": 1, "b": []}, {"a": 1, 2: 3}, [object()]):
        with pytest.raises(ab.CompileError, match="cannot share"):
            ab.script(mixed)
    assert ab.script(xs) is xs and ab.script([]) == [] and ab.script({}) == {}
    with pytest.raises(TypeError, match="unhashable"):
        hash(xs)


def test_a_copy_is_another(backend: Any) -> None:
    xs = ab.script([[1], [2]])
    for made in (copy.copy(xs), copy.deepcopy(xs)):
        made.append([3])
        assert type(made) is type(xs) and made == [[1], [2], [3]] and xs == [[1], [2]]
