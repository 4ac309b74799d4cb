"""Forks of what is compiled from plain Python: tasks with live futures, by the way that forks in compiled code take."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, List

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

import anabranch as ab
from conformance import catalogue
from conformance.catalogue import Program
from conformance.comparison import count_nodes
from conformance.pool import Worker
from conftest import BACKENDS
from support.python_forks import Gated, Net, Scale, X, gated, gates, open_gate, pass_gate, reached, scaled, spinning  # noqa: F401

# -- what can be forked


def saved_and_loaded(compiled: Any, tmp_path: Path) -> Any:
    ab.save(compiled, str(tmp_path / "saved.ab"))
    return ab.load(str(tmp_path / "saved.ab"))


def hooked() -> Any:
    def hook(module: Net, args: tuple[Tensor], result: Tensor) -> Tensor:
        return result + 1

    hook.__annotations__ = {"module": None, "args": tuple[Tensor], "result": Tensor, "return": Tensor}
    net = Net()
    net.register_forward_hook(hook)
    return ab.script(net)


CALLEES: dict[str, Callable[[Path], Any]] = {
    "function": lambda path: ab.script(scaled),
    "module": lambda path: ab.script(Net()),
    "forward": lambda path: ab.script(Net()).forward,
    "module with a compiled hook": lambda path: hooked(),
    "traced function": lambda path: ab.trace(scaled, (X,)),
    "traced module": lambda path: ab.trace(Net(), (X,)),
    "loaded function": lambda path: saved_and_loaded(ab.script(scaled), path),
    "loaded module": lambda path: saved_and_loaded(ab.script(Net()), path),
    "of a unit": lambda path: ab.CompilationUnit("def f(x):\n    return x * 3\n").f,
    "object": lambda path: ab.script(Scale(3)),
    "method of an object": lambda path: ab.script(Scale(3)).plus,
}


@pytest.mark.forks
@pytest.mark.parametrize("kind", CALLEES)
def test_what_is_compiled_is_a_task_and_gives_what_a_call_gives(kind: str, backend: str, tmp_path: Path) -> None:
    callee = CALLEES[kind](tmp_path)
    for _ in range(2):
        future = ab.fork(callee, X)
        assert isinstance(future, ab.Future)
        assert torch.equal(ab.wait(future), callee(X))


@pytest.mark.forks
def test_keywords_and_defaults(backend: str) -> None:
    compiled = ab.script(scaled)
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        ((X,), {}), ((X, 3), {}), ((X,), {"by": 4}), ((), {"by": 4, "x": X}), ((X, 1), {"plus": 2.0}),
    ]  # fmt: skip
    for args, kwargs in calls:
        assert torch.equal(ab.fork(compiled, *args, **kwargs).wait(), scaled(*args, **kwargs))
    net = ab.script(Net())
    assert [ab.fork(net.count).wait(), ab.fork(net.count, by=4).wait(), net.calls] == [1, 5, 5]


@pytest.mark.compiles_only
@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), ((X, "a"), {}), ((X, 1, 2.0), {}), ((X,), {"times": 3}), ((X, 1), {"by": 1}), ((None,), {})],
)
def test_wrong_arguments_raise_at_the_fork_what_they_raise_at_a_call(args: Any, kwargs: Any, backend: str) -> None:
    for callee in (ab.script(scaled), ab.script(Scale(3)).plus, ab.script(Net())):
        with pytest.raises(TypeError) as called:
            callee(*args, **kwargs, more=1)
        with pytest.raises(TypeError) as forked:
            ab.fork(callee, *args, **kwargs, more=1)
        assert str(forked.value) == str(called.value)
        assert type(forked.value) is type(called.value)
        frames = traceback.extract_tb(forked.value.__traceback__)
        assert [(f.filename, f.line) for f in frames] == [(__file__, "ab.fork(callee, *args, **kwargs, more=1)")]


@pytest.mark.database
@pytest.mark.parametrize("on", BACKENDS)
@pytest.mark.parametrize("program", [pytest.param(program, id=program.name) for program in catalogue.find()])
def test_programs_of_the_corpus_give_the_same_forked(program: Program, on: str, workers: dict[str, Worker]) -> None:
    answer = workers[on].judge(program, 60.0)
    assert answer["status"] == "pass", answer["reason"]


@pytest.fixture(scope="session")
def workers() -> Iterator[dict[str, Worker]]:
    made = {on: Worker("anabranch", ["forked"], {"ANABRANCH_BACKEND": on}) for on in ("interpreter", "native")}
    yield made
    assert {on: worker.close() for on, worker in made.items()} == dict.fromkeys(made, 0), "exit statuses"


# -- that it does not wait


@pytest.mark.usefixtures("native")
def test_the_future_is_live(gate: int) -> None:
    future = ab.fork(ab.script(gated), X, gate)
    assert reached[gate].wait(60), "a worker takes it: nobody waits"
    assert not future.done()
    assert future.running()
    with pytest.raises(TimeoutError):
        future.result(timeout=0)
    gates[gate].set()
    assert torch.equal(future.wait(), X + gate)
    assert future.done()


def test_on_the_interpreter_and_in_python_it_is_done(backend: str) -> None:
    assert ab.fork(scaled, X).done()
    future = ab.fork(ab.script(scaled), X)
    assert backend == "native" or future.done()
    assert torch.equal(future.wait(), scaled(X))


@pytest.mark.usefixtures("native")
def test_asyncio_and_concurrent_futures(gate: int) -> None:
    compiled = ab.script(gated)

    async def main() -> Tensor:
        future = ab.fork(compiled, X, gate)
        asyncio.get_running_loop().call_soon(gates[gate].set)
        return await future

    assert torch.equal(asyncio.run(main()), X + gate)
    gates[gate].clear()
    held, free = ab.fork(compiled, X, gate), ab.fork(ab.script(scaled), X)
    done, pending = concurrent.futures.wait([held, free], return_when=concurrent.futures.FIRST_COMPLETED)
    assert (done, pending) == ({free}, {held})
    gates[gate].set()
    assert torch.equal(held.then(lambda f: f.value() * 2).wait(), 2 * (X + gate))


@pytest.mark.usefixtures("native")
def test_cancelled_while_it_runs(gate: int) -> None:
    def endless(number: int) -> int:
        pass_gate(number)
        return spinning(number)

    future = ab.fork(ab.script(endless), gate)
    assert reached[gate].wait(60)
    assert future.cancel()
    gates[gate].set()
    with pytest.raises(ab.CancelledError):
        future.wait()
    assert future.cancelled()


@pytest.mark.usefixtures("native")
def test_many_from_many_threads() -> None:
    compiled = ab.script(scaled)

    def work(number: int) -> bool:
        futures = [ab.fork(compiled, X, number + i) for i in range(200)]
        return all(torch.equal(f.wait(), scaled(X, number + i)) for i, f in enumerate(futures))

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(4)))
        future = ab.fork(compiled, X)
        assert torch.equal(threads.submit(future.wait).result(), scaled(X)), "waited for on another thread"


@pytest.mark.forks
def test_inside_python_that_compiled_code_calls(backend: str) -> None:
    compiled = ab.script(scaled)

    @ab.ignore
    def forked(x: Tensor) -> Tensor:
        return ab.fork(compiled, x).wait() + ab.wait_all([ab.fork(compiled, x, i) for i in range(3)])[2]

    def outer(x: Tensor) -> List[Tensor]:
        tasks = [ab.fork(forked, x), ab.fork(forked, x + 1)]
        return [ab.wait(task) for task in tasks]

    for got, given in zip(ab.script(outer)(X), (X, X + 1)):
        assert torch.equal(got, 2 * scaled(given))


@pytest.mark.forks
def test_a_future_given_back_to_compiled_code(backend: str) -> None:
    def add(a: ab.Future[Tensor], b: List[ab.Future[Tensor]]) -> Tensor:
        return a.wait() + ab.wait(b[0])

    compiled = ab.script(scaled)
    assert torch.equal(ab.script(add)(ab.fork(compiled, X), [ab.fork(compiled, X, 3)]), scaled(X) + scaled(X, 3))


# -- what Python has a part in


def test_hooks_of_python_and_a_forward_of_python_run_in_line(backend: str) -> None:
    here = []
    net = ab.script(Net())
    assert torch.equal(ab.fork(net, X).wait(), net(X))
    handle = net.register_forward_hook(lambda *args: here.append(threading.get_ident()))
    future = ab.fork(net, X)
    assert future.done()
    assert here == [threading.get_ident()]
    handle.remove()

    class Derived(ab.ScriptModule):
        def forward(self, x: Tensor) -> Tensor:
            here.append(threading.get_ident())
            return x

    assert ab.fork(Derived(), X).done()
    assert here == [threading.get_ident()] * 2


def test_a_mode_that_holds_for_one_thread(backend: str) -> None:
    seen = []

    class Spy(TorchDispatchMode):
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen.append(threading.get_ident())
            return func(*args, **(kwargs or {}))

    compiled = ab.script(scaled)
    with Spy():
        future = ab.fork(compiled, X)
        assert future.done()
    assert set(seen) == {threading.get_ident()}
    assert torch.equal(future.wait(), scaled(X))


@pytest.mark.compiles_only
def test_under_a_trace_it_is_recorded(backend: str) -> None:
    compiled = ab.script(scaled)

    def two(x: Tensor) -> Tensor:
        a, b = ab.fork(compiled, x, 3), ab.fork(compiled, x)
        return ab.wait(a) + ab.wait(b)

    traced = ab.trace(two, (X,))
    assert [count_nodes(traced, kind) for kind in ("prim::fork", "aten::wait")] == [2, 2]
    assert torch.equal(traced(X + 1), scaled(X + 1, 3) + scaled(X + 1))
