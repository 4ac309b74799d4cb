"""``check``: what it reports, how, and that it leaves everything as it was."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import weakref
from pathlib import Path
from typing import Any, List  # noqa: UP035  (what programs say)

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.future_states import Finished
from support.racing import RACES, Counter, Dropping, add_row, hit, push, same_row, total

pytestmark = pytest.mark.compiles_only


def checked(f: Any, *inputs: Any) -> ab.Check:
    with contextlib.redirect_stdout(io.StringIO()):
        return ab.check(f, *inputs)


@pytest.mark.parametrize("name", RACES)
def test_programs_sorted_by_hand(name: str) -> None:
    f, inputs, about = RACES[name]
    found = checked(f, *inputs)
    assert found.error is None and not found.not_seen
    assert found.ok == (about is None), str(found)
    assert about is None or any(race.what.startswith(about) or about in race.what for race in found.races), str(found)


def test_a_report_has_both_accesses_both_forks_and_what_to_do() -> None:
    found = ab.check(same_row, torch.ones(4, 4))
    (race,) = found.races
    assert (race.first.writes, race.second.writes, race.first.operator) == (True, True, "aten::add_")
    assert [len(race.first.forks), len(race.second.forks)] == [1, 1] and race.first.forks != race.second.forks
    text = str(found)
    assert text.startswith("1 determinacy race in same_row (2 tasks)")
    assert "        x[i] += by\n            ~~~~~~~~~~" in text and ", in add_row" in text
    assert "in a task forked at" in text and "help: wait for one task before" in text
    assert text.count("ab.fork(add_row, x, 1, 1.0), ab.fork(add_row, x, 1, 2.0)\n") == 2
    assert Path(race.first.place.span.file).name == "racing.py"


def test_a_report_is_data() -> None:
    found = ab.check(same_row, torch.ones(4, 4))
    data = json.loads(json.dumps(found.to_dict()))
    assert (data["ok"], data["tasks"], data["error"]) == (False, 2, None)
    (race,) = data["races"]
    assert race["first"]["calls"][0]["text"] == "x[i] += by" and race["second"]["forks"][0]["function"] == "same_row"


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(3))

    def forward(self, x: Tensor) -> Tensor:
        self.mean.add_(x.mean(0))
        return x - self.mean


class Net(nn.Module):
    items: List[int]

    def __init__(self) -> None:
        super().__init__()
        self.inner = Inner()
        self.items = [1]
        self.n = 0

    def forward(self, x: Tensor) -> Tensor:
        a, b = ab.fork(self.inner, x), ab.fork(self.inner, x)
        self.items.append(self.n)
        self.n += 1
        x[0] = 7.0
        return a.wait() + b.wait()

    @ab.export
    def quiet(self, x: Tensor) -> Tensor:
        return x + self.n


def test_the_module_and_the_arguments_are_left_as_they_were(backend: str) -> None:
    net, x = ab.script(Net()), torch.ones(2, 3)
    before = copy.deepcopy(net.state_dict())
    found = ab.check(net, x)
    assert {race.what for race in found.races} >= {"elements of a tensor float32[3]"}
    assert any("called at" in str(race) or race.first.place.caller for race in found.races)
    assert (net.n, net.items, x.sum().item()) == (0, [1], 6.0)
    assert all(torch.equal(a, b) for a, b in zip(before.values(), net.state_dict().values()))
    assert ab.check(net.quiet, x) and ab.check(net.forward, x).races
    assert ab.check(Net(), x).races  # compiled first


def test_what_arguments_share_is_shared() -> None:
    def views(a: Tensor, b: Tensor):
        f = ab.fork(total, a)
        b.zero_()
        return f.wait()

    x = torch.ones(4)
    assert ab.check(views, x[:3], x[2:]).races
    assert not ab.check(views, x[:2], x[2:]).races and not ab.check(views, x, x.clone()).races
    leaf = torch.ones(4, requires_grad=True)
    assert ab.check(views, leaf * 2, leaf * 2).ok


def test_a_shared_list_is_one_list(backend: str) -> None:
    def both(xs: List[int], ys: List[int]):
        f = ab.fork(push, xs, 1)
        n = len(ys)
        f.wait()
        return n

    xs, ys = ab.script([1, 2]), ab.script([1, 2])
    assert ab.check(both, xs, xs).races and ab.check(both, xs, ys=xs).races
    assert ab.check(both, xs, ys).ok and ab.check(both, [1], [1]).ok and len(xs) == 2


def test_nothing_of_torchs_state_is_changed() -> None:
    torch.manual_seed(5)
    states = (torch.get_rng_state(), torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads())

    def unruly(x: Tensor):
        torch.manual_seed(1)
        y = torch.rand(3)
        torch.set_grad_enabled(False)
        with torch.autocast("cpu"):
            if x.sum() > 0:
                raise ValueError("no")
        return y

    for x in (torch.ones(1), torch.zeros(1)):
        ab.check(unruly, x)
        now = (torch.get_rng_state(), torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads())
        assert torch.equal(now[0], states[0]) and now[1:] == states[1:]
        assert not torch.is_autocast_enabled("cpu") and not torch.is_inference_mode_enabled()
    with torch.no_grad():
        ab.check(unruly, torch.zeros(1))
        assert not torch.is_grad_enabled()


def test_numbers_drawn_are_those_that_a_call_would_draw() -> None:
    def branch() -> int:
        if bool(torch.rand(1) < 0.5):
            raise ValueError("small")
        return 1

    compiled = ab.script(branch)
    for seed in range(6):
        torch.manual_seed(seed)
        found = ab.check(compiled)
        try:
            compiled()
        except ValueError:
            assert isinstance(found.error, ValueError)
        else:
            assert found.ok


def test_an_error_of_the_program_is_its_own_and_what_was_found_is_kept() -> None:
    def failing(xs: List[int]):
        a, b = ab.fork(push, xs, 1), ab.fork(push, xs, 2)
        a.wait()
        b.wait()
        if len(xs) > 2:
            raise KeyError("too many")
        return xs

    found = ab.check(failing, [0])
    assert isinstance(found.error, KeyError) and found.races and not found
    assert "the program failed, and was checked until then: KeyError: 'too many'" in str(found)
    assert "in failing" in str(found) and found.to_dict()["error"] == "KeyError: 'too many'"
    assert isinstance(ab.check(failing, []).error, type(None))


def test_a_failed_task_is_waited_for_like_any_other() -> None:
    def fails(xs: List[int]):
        xs.append(1)
        xs[7] = 1

    def tolerant(xs: List[int]):
        f = ab.fork(fails, xs)
        f.wait()
        return xs

    found = ab.check(tolerant, [1])
    assert isinstance(found.error, IndexError) and not found.races


def test_arguments_that_do_not_fit_are_the_callers_error() -> None:
    with pytest.raises(ab.ScriptTypeError, match="total"):
        ab.check(total, 3)
    with pytest.raises(TypeError, match="expected a function"):
        ab.check([1, 2])
    with pytest.raises(ab.CompileError):
        ab.check(3)


@ab.ignore
def in_python(xs: List[int]) -> int:
    return len(xs)


def calls_python(xs: List[int]) -> int:
    f = ab.fork(in_python, xs)
    n = in_python(xs)
    return f.wait() + n


def test_what_python_does_is_not_seen() -> None:
    found = ab.check(calls_python, [1, 2])
    assert found.ok and [n.operator for n in found.not_seen] == ["in_python", "in_python"]
    assert "not seen, 2 operators" in str(found) and "def calls_python" not in str(found)
    assert {n["reason"] for n in found.to_dict()["not_seen"]} == {"a function that Python runs"}


@pytest.fixture
def library() -> Any:
    made = torch.library.Library("check_tests", "DEF")
    made.define("twice(Tensor x) -> Tensor")
    made.impl("twice", lambda x: x * 2, "CPU")
    yield made
    made._destroy()


def test_operators_of_libraries_are_believed_and_listed(library: Any) -> None:
    def uses(x: Tensor) -> Tensor:
        f = ab.fork(total, torch.ops.check_tests.twice(x))
        x = torch.ops.check_tests.twice(x.zero_())
        return f.wait() + x

    found = ab.check(uses, torch.ones(2))
    assert found.ok and len(found.not_seen) == 1  # the first one runs before all tasks
    assert "an operator of your own" in found.not_seen[0].reason


def test_one_pair_of_places_is_one_race() -> None:
    def many(x: Tensor, n: int):
        for f in [ab.fork(add_row, x, 0, 1.0) for i in range(n)]:
            f.wait()

    found = ab.check(many, torch.ones(2, 2), 20)
    assert len(found.races) == 1 and found.races[0].count > 20 and "times)" in str(found)


@pytest.mark.slow
def test_thousands_of_tasks() -> None:
    def many(x: Tensor, n: int):
        for f in [ab.fork(total, x) for i in range(n)]:
            f.wait()
        return x.add_(1)

    found = ab.check(many, torch.ones(2), 2000)
    assert found.ok and found.tasks == 2000


def test_results_of_tasks_live_no_longer_than_their_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[Finished] = weakref.WeakSet()
    most = []

    def noting(state: Finished, value: Any) -> None:
        state._value = value
        alive.add(state)
        most.append(len(alive))

    def in_turn(x: Tensor, n: int):
        ab.fork(total, x)  # nobody waits for it: what was accessed is not forgotten
        for i in range(n):
            ab.fork(total, x).wait()

    compiled = ab.script(in_turn)
    monkeypatch.setattr(Finished, "__init__", noting)
    assert ab.check(compiled, torch.ones(2), 50).ok
    assert len(most) == 51 and max(most) <= 3


def test_deep_recursion_of_forks() -> None:
    assert ab.check(deep, torch.ones(2), 300).tasks == 300
    assert ab.check(deep, torch.ones(2), 30).ok


def deep(x: Tensor, n: int) -> Tensor:
    if n == 0:
        return x
    f: ab.Future[Tensor] = ab.fork(deep, x, n - 1)
    return f.wait() + 1


def test_objects_of_the_caller_are_copied() -> None:
    c = ab.script(Counter())
    found = ab.check(two_with, c)
    assert [race.what for race in found.races] and c.n == 0


def two_with(c: Counter) -> int:
    a, b = ab.fork(hit, c, 1), ab.fork(hit, c, 2)
    return a.wait() + b.wait()


class Asking(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.k = 3

    @ab.ignore
    def in_python(self, x: Tensor) -> Tensor:
        return x * self.k

    def forward(self, x: Tensor) -> Tensor:
        return self.in_python(x)


def test_python_gets_the_module_it_knows(backend: str) -> None:
    assert ab.check(Asking(), torch.ones(2)).ok


def test_training_and_eval_are_what_the_module_is_in() -> None:
    net = Dropping(True)
    assert ab.check(net, torch.ones(2)).races and ab.check(net.eval(), torch.ones(2)).ok
