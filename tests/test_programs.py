"""Programs with forks, on both backends: the compiled result is plain Python's, value and type."""

import gc
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab

pytestmark = pytest.mark.forks


def scale(x: Tensor, by: float = 2.0, *, plus: int = 0) -> Tensor:
    return x * by + plus


def free_function(x: Tensor) -> Tensor:
    return ab.wait(ab.fork(scale, x)) + ab.fork(scale, x, 3.0).wait() + ab.wait(ab.fork(scale, by=0.5, x=x, plus=1))


def builtin_operator(x: Tensor) -> Tensor:
    return ab.wait(ab.fork(torch.neg, x)) + ab.wait(ab.fork(torch.add, x, x, alpha=2))


def no_arguments() -> int:
    return ab.wait(ab.fork(seven)) + 1


def seven() -> int:
    return 7


class Pair(NamedTuple):
    low: Tensor
    high: Tensor


def split(x: Tensor) -> Pair:
    return Pair(x.clamp(max=0.0), x.clamp(min=0.0))


def named_tuple_result(x: Tensor) -> Tensor:
    pair = ab.wait(ab.fork(split, x))
    return pair.high - pair.low


def several_results(x: Tensor) -> Tuple[Tensor, int, Dict[str, Tensor]]:
    return x + 1, x.dim(), {"sum": x.sum()}


def tuple_result(x: Tensor) -> Tuple[Tensor, int]:
    y, n, named = ab.wait(ab.fork(several_results, x))
    return y + named["sum"], n


def nothing(x: Tensor) -> None:
    x.add_(1)


def result_none(x: Tensor) -> Tensor:
    ab.wait(ab.fork(nothing, x))
    return x * 1


def comprehension(x: Tensor) -> List[Tensor]:
    return [ab.wait(future) for future in [ab.fork(scale, x, float(i)) for i in range(4)]]


def maybe(x: Tensor, wanted: bool) -> Tensor:
    pending: Optional[ab.Future[Tensor]] = None
    if wanted:
        pending = ab.fork(scale, x)
    if pending is not None:
        return ab.wait(pending)
    return x


def sum_of(futures: List[ab.Future[Tensor]]) -> Tensor:
    total = torch.zeros(2)
    for future in futures:
        total = total + ab.wait(future)
    return total


def futures_as_arguments(x: Tensor) -> Tensor:
    futures = [ab.fork(scale, x), ab.fork(torch.neg, x)]
    return ab.wait(ab.fork(sum_of, futures)) + ab.wait(futures[0])


def make(x: Tensor) -> ab.Future[Tensor]:
    return ab.fork(scale, x)


def future_of_future(x: Tensor) -> Tensor:
    return ab.wait(ab.wait(ab.fork(make, x)))


def all_at_once(x: Tensor) -> List[Tensor]:
    return ab.wait_all([ab.fork(scale, x), ab.fork(torch.neg, x)])


def fibonacci(n: int) -> int:
    if n < 2:
        return n
    left = ab.fork(fibonacci, n - 1)
    return fibonacci(n - 2) + ab.wait(left)


def data_dependent(x: Tensor) -> int:
    futures: List[ab.Future[int]] = []
    for i in range(int(x.sum().item())):
        futures.append(ab.fork(fibonacci, i))
    total = 0
    while len(futures) > 0:
        total = total * 2 + ab.wait(futures.pop())
    return total


def old_spelling(x: Tensor) -> Tensor:
    futures = torch.jit.annotate(List[torch.jit.Future[Tensor]], [])
    futures.append(torch.jit.fork(scale, x))
    return torch.jit.wait(futures[0]) if torch.jit.is_scripting() else scale(x)


X = (torch.tensor([1.0, -2.0]),)
PROGRAMS = [
    (free_function, X),
    (builtin_operator, X),
    (no_arguments, ()),
    (named_tuple_result, X),
    (tuple_result, X),
    (result_none, X),
    (comprehension, X),
    (maybe, (*X, True)),
    (futures_as_arguments, X),
    (future_of_future, X),
    (all_at_once, X),
    (fibonacci, (12,)),
    (data_dependent, (torch.tensor([3.0, 4.0]),)),
    pytest.param(old_spelling, X, marks=pytest.mark.oracle),  # runs torch.jit.fork eagerly
]


def copies(args: Tuple[Any, ...]) -> List[Any]:
    return [a.clone() if isinstance(a, Tensor) else a for a in args]


@pytest.mark.parametrize(("program", "args"), PROGRAMS, ids=lambda p: getattr(p, "__name__", ""))
def test_a_compiled_program_is_plain_python(backend, program, args):
    compiled = ab.script(program)
    for _ in range(2):
        torch.testing.assert_close(compiled(*copies(args)), program(*copies(args)), rtol=0, atol=0)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left = nn.Linear(3, 3)
        self.layers = nn.ModuleList([nn.Linear(3, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 3), nn.Tanh())])
        self.register_buffer("shift", torch.ones(3))
        self.times: int = 2

    def helper(self, x: Tensor, n: int) -> Tensor:
        return x * n + self.shift

    def forward(self, x: Tensor) -> Tensor:
        futures = [ab.fork(self.left, x), ab.fork(self.helper, x, self.times)]
        for layer in self.layers:
            futures.append(ab.fork(layer, x))
        total = torch.zeros_like(x)
        for future in futures:
            total = total + ab.wait(future)
        return total


def test_a_module_forks_submodules_and_methods(backend):
    module = Net()
    compiled, x = ab.script(module), torch.randn(2, 3, requires_grad=True)
    torch.testing.assert_close(compiled(x), module(x))
    compiled(x).sum().backward()
    ours = [p.grad.clone() for p in module.parameters()]
    module.zero_grad()
    module(x).sum().backward()
    torch.testing.assert_close(ours, [p.grad for p in module.parameters()])


def test_a_traced_program_forks(backend):
    traced = ab.trace(Net(), (torch.ones(2, 3),))
    assert "prim::fork" in str(traced.inlined_graph)
    assert traced(torch.zeros(2, 3)).shape == (2, 3)


def bad(x: Tensor, n: int) -> Tensor:
    if n > 2:
        raise KeyError("too many")
    return x * [1, 2][n]


def failing(x: Tensor, n: int) -> Tensor:
    future = ab.fork(bad, x, n)
    return ab.wait(future) + 1


@pytest.mark.parametrize(("n", "kind"), [(3, KeyError), (2, IndexError)])
def test_an_error_keeps_its_type_and_message_and_says_where(backend, n, kind):
    with pytest.raises(kind) as eager:
        failing(torch.ones(2), n)
    with pytest.raises(kind) as raised:
        ab.script(failing)(torch.ones(2), n)
    assert str(raised.value) == str(eager.value)
    notes = "\n".join(raised.value.__notes__)
    assert "bad" in notes and "failing" in notes and "forked at" in notes
    called = [name.rsplit(".", 1)[-1] for name, _ in raised.value.script_trace]
    assert (called[0], called[-1]) == ("bad", "failing")


def test_a_failed_future_raises_the_same_object_each_time(backend):
    def main(n: int) -> ab.Future[Tensor]:
        return ab.fork(bad, torch.ones(2), n)

    future = ab.script(main)(3)
    errors = []
    for _ in range(3):
        with pytest.raises(KeyError, match="too many") as raised:
            future.wait()
        errors.append(raised.value)
    assert errors[0] is errors[1] is errors[2]
    assert future.exception() is errors[0]


def test_a_failure_nobody_waited_for_warns_at_the_end_of_a_call(backend):
    def main(n: int) -> int:
        ab.fork(bad, torch.ones(2), n)
        return n

    compiled = ab.script(main)
    with pytest.warns(ab.LostErrorWarning, match="KeyError: 'too many'") as seen:
        assert compiled(3) == 3
        gc.collect()  # on the interpreter the error's traceback keeps the future until then
        assert compiled(0) == 0
    assert len(seen) == 1
    assert seen[0].filename == __file__


def test_a_future_returned_to_python(backend):
    def main(x: Tensor) -> Tuple[ab.Future[Tensor], List[ab.Future[int]]]:
        return ab.fork(scale, x), [ab.fork(seven), ab.fork(seven)]

    first, rest = ab.script(main)(torch.ones(2))
    assert isinstance(first, ab.Future)
    assert torch.equal(ab.wait(first), torch.full((2,), 2.0))
    assert ab.wait_all(rest, timeout=10) == [7, 7]
    assert first.done() and first.then(lambda f: f.value().sum().item()).wait() == 4.0
    assert ab.script(sum_of)([first, ab.fork(torch.neg, torch.ones(2))]).tolist() == [1.0, 1.0]
