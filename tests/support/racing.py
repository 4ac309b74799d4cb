"""Small programs for ``check``, sorted by hand: those whose result may depend on the order of their tasks, and their nearest
neighbours whose result does not.  ``RACES`` has for each of the first what its report is about, None for the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Dict, List, Optional, Set, Tuple  # noqa: UP035  (what programs say)

import torch
from torch import Tensor, nn

import anabranch as ab

RACES: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str | None]] = {}


def program(about: str | None, *inputs: Any) -> Callable[[Any], Any]:
    def note(f: Any) -> Any:
        RACES[f.__name__] = f, inputs, about
        return f

    return note


# -- tensors


def add_row(x: Tensor, i: int, by: float):
    x[i] += by


def add_column(x: Tensor, i: int):
    x[:, i] += 1


def total(x: Tensor) -> Tensor:
    return x.sum()


@program("elements", torch.ones(4, 4))
def same_row(x: Tensor):
    a, b = ab.fork(add_row, x, 1, 1.0), ab.fork(add_row, x, 1, 2.0)
    a.wait()
    b.wait()
    return x


@program(None, torch.ones(4, 4))
def other_rows(x: Tensor):
    a, b = ab.fork(add_row, x, 1, 1.0), ab.fork(add_row, x, 2, 2.0)
    a.wait()
    b.wait()
    return x


@program("elements", torch.ones(4, 4))
def row_and_column(x: Tensor):
    a, b = ab.fork(add_row, x, 1, 1.0), ab.fork(add_column, x, 1)
    a.wait()
    b.wait()


@program(None, torch.ones(4, 4))
def columns(x: Tensor):
    for f in [ab.fork(add_column, x, i) for i in range(4)]:
        f.wait()


@program(None, torch.arange(16.0))
def even_and_odd(x: Tensor):
    a, b = ab.fork(torch.relu_, x[::2]), ab.fork(torch.neg_, x[1::2])
    a.wait()
    b.wait()


@program("elements", torch.arange(16.0))
def every_second_and_third(x: Tensor):
    a, b = ab.fork(torch.relu_, x[::2]), ab.fork(torch.neg_, x[1::3])
    a.wait()
    b.wait()


@program("elements", torch.ones(3))
def read_before_the_wait(x: Tensor):
    a = ab.fork(torch.relu_, x)
    y = x + 1
    a.wait()
    return y


@program(None, torch.ones(3))
def read_behind_the_wait(x: Tensor):
    a = ab.fork(torch.relu_, x)
    a.wait()
    return x + 1


@program(None, torch.ones(3))
def only_the_shape_is_asked(x: Tensor):
    a = ab.fork(torch.relu_, x)
    y = torch.zeros_like(x) + x.size(0) + x.dim() + (1 if x.requires_grad else 0)
    z = x[0]
    a.wait()
    return y + z


@program("elements", torch.ones(3))
def written_by_out(x: Tensor):
    a = ab.fork(total, x)
    torch.add(x, 1, out=x)
    return a.wait()


@program("elements", torch.ones(3))
def a_view_and_its_base(x: Tensor):
    v = x.view(3, 1).expand(3, 2)
    a = ab.fork(total, v)
    x[2] = 5.0
    return a.wait()


@program(None, torch.ones(3))
def a_copy_and_its_source(x: Tensor):
    v = x.clone()
    a = ab.fork(total, v)
    x[2] = 5.0
    return a.wait()


@program("elements", torch.ones(3))
def contiguous_is_the_same_memory(x: Tensor):
    a = ab.fork(total, x.contiguous())
    x[2] = 5.0
    return a.wait()


@program(None, torch.ones(3, 2))
def contiguous_is_a_copy(x: Tensor):
    a = ab.fork(total, x.t().contiguous())
    x[2] = 5.0
    return a.wait()


def to_contiguous(x: Tensor) -> Tensor:
    return x.t().contiguous()


@program("elements", torch.ones(3, 2))
def copied_in_a_task(x: Tensor):
    a = ab.fork(to_contiguous, x)
    x[2] = 5.0
    return a.wait()


def turned(x: Tensor):
    x.t_()


@program("shape", torch.ones(2, 3))
def shape_asked_beside_its_change(x: Tensor):
    a = ab.fork(turned, x)
    n = x.size(0)
    a.wait()
    return n


@program("elements", torch.ones(6), torch.tensor([0, 1]))
def indices_that_are_tensors(x: Tensor, i: Tensor):
    a = ab.fork(torch.index_put_, x, [i], torch.zeros(2))
    i += 1
    a.wait()


# -- lists, dicts, sets


def put(xs: List[int], i: int, x: int):
    xs[i] = x


def push(xs: List[int], x: int):
    xs.append(x)


@program("item 1", [1, 2, 3])
def same_item(xs: List[int]):
    a, b = ab.fork(put, xs, 1, 5), ab.fork(put, xs, -2, 6)
    a.wait()
    b.wait()
    return xs


@program(None, [1, 2, 3])
def other_items(xs: List[int]):
    a, b = ab.fork(put, xs, 0, 5), ab.fork(put, xs, -1, 6)
    a.wait()
    b.wait()
    return xs


@program("a list", [1, 2, 3])
def two_appends(xs: List[int]):
    a, b = ab.fork(push, xs, 5), ab.fork(push, xs, 6)
    a.wait()
    b.wait()
    return xs


@program("a list", [1, 2, 3])
def sum_beside_append(xs: List[int]):
    a = ab.fork(push, xs, 5)
    n = 0
    for x in xs:
        n += x
    a.wait()
    return n


@program(None, [1, 2, 3])
def first_beside_append(xs: List[int]):
    a = ab.fork(push, xs, 5)
    n = xs[0]
    a.wait()
    return n


@program("a list", [torch.ones(2), torch.ones(2)])
def a_list_for_an_operator(xs: List[Tensor]):
    a = ab.fork(torch.stack, xs)
    xs.append(torch.ones(2))
    return a.wait()


@program("elements", [torch.ones(2), torch.ones(2)])
def a_tensor_of_a_list(xs: List[Tensor]):
    a = ab.fork(torch.stack, xs)
    xs[1].zero_()
    return a.wait()


def put_key(d: Dict[str, int], k: str, x: int):
    d[k] = x


@program("entry 'a'", {"a": 1, "b": 2})
def same_key(d: Dict[str, int]):
    a, b = ab.fork(put_key, d, "a", 5), ab.fork(put_key, d, "a", 6)
    a.wait()
    b.wait()
    return d


@program(None, {"a": 1, "b": 2})
def other_keys(d: Dict[str, int]):
    a, b = ab.fork(put_key, d, "a", 5), ab.fork(put_key, d, "b", 6)
    a.wait()
    b.wait()
    return d


@program("a dict", {"a": 1, "b": 2})
def two_new_keys(d: Dict[str, int]):
    a, b = ab.fork(put_key, d, "c", 5), ab.fork(put_key, d, "e", 6)
    a.wait()
    b.wait()
    return d


@program(None, {"a": 1, "b": 2})
def lookup_beside_a_new_key(d: Dict[str, int]):
    a = ab.fork(put_key, d, "c", 5)
    x = d["b"]
    a.wait()
    return x


@program("entry 'c'", {"a": 1, "b": 2})
def asked_beside_a_new_key(d: Dict[str, int]):
    a = ab.fork(put_key, d, "c", 5)
    x = "c" in d
    a.wait()
    return x


def include(s: Set[int], x: int):
    s.add(x)


@program("a set", {1, 2})
def two_additions(s: Set[int]):
    a, b = ab.fork(include, s, 5), ab.fork(include, s, 6)
    a.wait()
    b.wait()


@program(None, {1, 2})
def additions_of_what_is_there(s: Set[int]):
    a, b = ab.fork(include, s, 1), ab.fork(include, s, 2)
    a.wait()
    b.wait()


# -- objects and modules


class Counter:
    def __init__(self):
        self.n = 0
        self.m = 0

    def hit(self, by: int) -> int:
        self.n += by
        return self.n


def hit(c: Counter, by: int) -> int:
    return c.hit(by)


def set_m(c: Counter):
    c.m = 1


@program("attribute n")
def two_hits():
    c = Counter()
    a, b = ab.fork(hit, c, 1), ab.fork(hit, c, 2)
    return a.wait() + b.wait()


@program(None)
def hits_in_turn():
    c = Counter()
    a = ab.fork(hit, c, 1).wait()
    return a + ab.fork(hit, c, 2).wait()


@program(None)
def other_attributes():
    c = Counter()
    a, b = ab.fork(hit, c, 1), ab.fork(set_m, c)
    b.wait()
    return a.wait()


class Norms(nn.Module):
    def __init__(self, training: bool):
        super().__init__()
        self.norm = nn.BatchNorm1d(3)
        self.train(training)

    def forward(self, x: Tensor) -> Tensor:
        a, b = ab.fork(self.norm, x), ab.fork(self.norm, x * 2)
        return a.wait() + b.wait()


RACES["norms_that_train"] = Norms(True), (torch.ones(2, 3),), "elements"
RACES["norms_that_do_not"] = Norms(False), (torch.ones(2, 3),), None


class Dropping(nn.Module):
    def __init__(self, training: bool):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.train(training)

    def forward(self, x: Tensor) -> Tensor:
        a, b = ab.fork(self.drop, x), ab.fork(self.drop, x)
        return a.wait() + b.wait()


RACES["dropout_that_trains"] = Dropping(True), (torch.ones(2, 3),), "the generator"
RACES["dropout_that_does_not"] = Dropping(False), (torch.ones(2, 3),), None


# -- state of the process


def noise(n: int) -> Tensor:
    return torch.rand(n)


def noise_of(g: torch.Generator) -> Tensor:
    return torch.rand(2, generator=g)


@program("the generator")
def numbers_in_two_tasks():
    a, b = ab.fork(noise, 2), ab.fork(noise, 2)
    return a.wait() + b.wait()


@program(None)
def numbers_in_one_task():
    x = torch.rand(2)
    a = ab.fork(noise, 2).wait()
    return a + x + torch.rand(2)


@program("the generator")
def a_seed_beside_numbers():
    a = ab.fork(noise, 2)
    torch.manual_seed(3)
    return a.wait()


@program(None)
def generators_of_their_own():
    g, h = torch.Generator().manual_seed(1), torch.Generator().manual_seed(2)
    a, b = ab.fork(noise_of, g), ab.fork(noise_of, h)
    return a.wait() + b.wait()


@program("the generator", torch.default_generator)
def the_default_one_by_name(g: torch.Generator):
    a, b = ab.fork(noise_of, g), ab.fork(noise, 2)
    return a.wait() + b.wait()


@program("the generator")
def one_generator():
    g = torch.Generator().manual_seed(1)
    a, b = ab.fork(noise_of, g), ab.fork(noise_of, g)
    return a.wait() + b.wait()


def say(text: str):
    print(text)


@program("the order of what is printed")
def two_prints():
    a, b = ab.fork(say, "a"), ab.fork(say, "b")
    a.wait()
    b.wait()


@program(None)
def prints_in_turn():
    ab.fork(say, "a").wait()
    ab.fork(say, "b").wait()
    print("c")


@program("whether a task is done")
def is_it_done():
    a = ab.fork(noise, 2)
    done = a.done()
    return a.wait(), done


@program(None)
def it_is_done():
    a = ab.fork(noise, 2)
    x = a.wait()
    return x, a.done()


# -- gradients


def go_back(w: Tensor, x: Tensor):
    (w * x).sum().backward()


def gradient(w: Tensor, x: Tensor) -> Optional[Tensor]:
    return torch.autograd.grad([(w * x).sum()], [w])[0]


@program("the grad", torch.ones(2, requires_grad=True))
def two_ways_back(w: Tensor):
    a, b = ab.fork(go_back, w, torch.ones(2)), ab.fork(go_back, w, torch.ones(2))
    a.wait()
    b.wait()
    return w.grad


@program(None, torch.ones(2, requires_grad=True))
def two_gradients(w: Tensor):
    a, b = ab.fork(gradient, w, torch.ones(2)), ab.fork(gradient, w, torch.ones(2))
    return a.wait(), b.wait()


def back_from(y: Tensor, keeps: bool):
    y.backward(retain_graph=keeps)


@program("what autograd saved", torch.ones(2, requires_grad=True))
def back_through_one_graph(w: Tensor):
    y = (w * w).sum()
    a, b = ab.fork(back_from, y, True), ab.fork(back_from, y * 2, False)
    a.wait()
    b.wait()


@program("elements", torch.ones(2, requires_grad=True), torch.ones(2))
def saved_and_changed(w: Tensor, x: Tensor):
    y = (w * x).sum()
    a = ab.fork(back_from, y, False)
    x.zero_()
    a.wait()


# -- futures that go elsewhere


def after(f: ab.Future[Tensor], x: Tensor) -> Tensor:
    f.wait()
    return x + 1


def changed(x: Tensor) -> Tensor:
    return x.mul_(2)


@program(None, torch.ones(2))
def a_sibling_waits(x: Tensor):
    a = ab.fork(changed, x)
    return ab.fork(after, a, x).wait()


@program("elements", torch.ones(2))
def a_sibling_waits_for_another(x: Tensor):
    a, b = ab.fork(changed, x), ab.fork(changed, torch.ones(2))
    c = ab.fork(after, b, x).wait()
    return a.wait(), c


def start(x: Tensor) -> Tuple[ab.Future[Tensor], int]:
    return ab.fork(changed, x), 1


@program("elements", torch.ones(2))
def a_child_goes_on(x: Tensor):
    f, _ = ab.fork(start, x).wait()
    y = x + 1
    return f.wait(), y


@program(None, torch.ones(2))
def a_child_is_waited_for(x: Tensor):
    f, _ = ab.fork(start, x).wait()
    f.wait()
    return x + 1


@program(None, [1])
def the_call_waits_for_all(xs: List[int]):
    ab.fork(push, xs, 2)
    return xs


@program("a list", [1])
def a_future_given_away(xs: List[int]):
    return ab.fork(push, xs, 2), xs
