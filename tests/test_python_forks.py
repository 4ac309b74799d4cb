"""Forks of what is compiled from plain Python: tasks with live futures, by the way that forks in compiled code take."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import gc
import subprocess
import sys
import threading
import traceback
import warnings
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Dict, List

import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

import anabranch as ab
from conformance import catalogue
from conformance.catalogue import Program
from conformance.comparison import count_nodes
from conformance.pool import Worker
from conftest import BACKENDS, NEEDS_CORE
from support.processes import environment

gates: Dict[int, threading.Event] = {}
reached: Dict[int, threading.Event] = {}


@ab.ignore
def pass_gate(number: int) -> None:
    reached[number].set()
    assert gates[number].wait(60)


def gated(x: Tensor, number: int) -> Tensor:
    pass_gate(number)
    return x + number


@pytest.fixture
def gate() -> Iterator[int]:
    """A number for ``gated``, which waits until ``gates[number]`` is set."""
    number = len(gates) + 1
    gates[number], reached[number] = threading.Event(), threading.Event()
    yield number
    gates[number].set()


def scaled(x: Tensor, by: int = 2, *, plus: float = 0.5) -> Tensor:
    return x * by + plus


def failing(x: Tensor, text: str) -> Tensor:
    if x.dim() == 1:
        raise ValueError(text)
    return x


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 3)
        self.calls = 0

    @ab.export
    def count(self, by: int = 1) -> int:
        self.calls += by
        return self.calls

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class Gated(Net):
    @ab.export
    def count_behind(self, number: int) -> None:
        pass_gate(number)
        self.count(3)


class Scale:
    def __init__(self, by: int) -> None:
        self.by = by

    def __call__(self, x: Tensor) -> Tensor:
        return x * self.by

    def plus(self, x: Tensor, y: int = 1) -> Tensor:
        return x + self.by + y


def spinning(n: int) -> int:
    while True:
        n = (n + 1) % 1000


X = torch.arange(3.0)
FOLDER = Path(__file__).parent


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


# -- the caller's state


def observed(x: Tensor, w: Tensor) -> Dict[str, Tensor]:
    return {"product": torch.mm(x, w), "made": torch.ones(2), "added": w + 1}


CONTEXTS: dict[str, Callable[[], Any]] = {
    "none": contextlib.nullcontext,
    "no_grad": torch.no_grad,
    "inference": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", torch.bfloat16),
    "device": lambda: torch.device("meta"),
    "no_grad in autocast": lambda: _both(torch.autocast("cpu", torch.float16), torch.no_grad()),
}


@contextlib.contextmanager
def _both(outer: Any, inner: Any) -> Iterator[None]:
    with outer, inner:
        yield


@pytest.mark.forks
@pytest.mark.parametrize("context", CONTEXTS)
def test_the_state_of_the_fork_holds_in_the_task(context: str, backend: str) -> None:
    compiled = ab.script(observed)
    x, w = torch.rand(2, 2), torch.rand(2, 2, requires_grad=True)
    with CONTEXTS[context]():
        called = compiled(x, w)
        future = ab.fork(compiled, x, w)
    for name, tensor in ab.wait(future).items():
        shown = [(t.dtype, t.device, t.requires_grad, t.is_inference()) for t in (tensor, called[name])]
        assert shown[0] == shown[1], name


@pytest.mark.forks
def test_default_dtype_and_gradients(backend: str) -> None:
    compiled, net = ab.script(observed), ab.script(Net())
    torch.set_default_dtype(torch.float64)
    try:
        assert ab.fork(compiled, X[None], X[:, None]).wait()["made"].dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    futures = [ab.fork(net, X + i) for i in range(4)]
    sum(f.wait().sum() for f in futures).backward()  # type: ignore[union-attr]
    assert torch.equal(net.linear.bias.grad, torch.full((3,), 4.0))


# -- errors


@pytest.mark.forks
def test_errors_have_the_trace_of_the_script_and_the_line_of_the_fork(backend: str) -> None:
    future = ab.fork(ab.script(failing), X, "odd")
    line = sys._getframe().f_lineno - 1
    seen = set()
    for _ in range(2):
        with pytest.raises(ValueError, match="odd") as raised:
            ab.wait(future)
        seen.add(id(raised.value))
        trace, fork = raised.value.__notes__
        assert trace.splitlines()[1:] == [
            f'  File "{__file__}", line {failing.__code__.co_firstlineno + 2}, in failing',
            "    raise ValueError(text)",
        ]
        assert fork == f'in a task forked at {__file__}, line {line}\n    future = ab.fork(ab.script(failing), X, "odd")'
    assert len(seen) == 1


@pytest.mark.forks
def test_a_compiled_fork_whose_future_leaves_has_its_line_too(backend: str) -> None:
    def start(x: Tensor) -> ab.Future[Tensor]:
        return ab.fork(failing, x, "odd")

    error = ab.script(start)(X).exception()
    assert error is not None
    line = start.__code__.co_firstlineno + 1
    assert error.__notes__[1] == f'in a task forked at {__file__}, line {line}\n    return ab.fork(failing, x, "odd")'


@pytest.mark.forks
def test_each_place_is_its_own(backend: str) -> None:
    compiled = ab.script(failing)
    first = ab.fork(compiled, X, "a")
    second = ab.fork(compiled, X, "b")
    notes = [future.exception().__notes__[1] for future in (first, second)]  # type: ignore[union-attr]
    assert ['"a"' in notes[0], '"b"' in notes[1]] == [True, True]
    sites = len(compiled.function.executables)
    for _ in range(3):
        ab.fork(compiled, X, "c").exception()
    assert len(compiled.function.executables) == sites + 1


@pytest.mark.forks
def test_a_failure_that_nobody_waits_for_is_warned_about(backend: str) -> None:
    compiled, over = ab.script(failing), threading.Event()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        future = ab.fork(compiled, X, "lost")
        future.state.add_callback(over.set)
        assert future.state.wait(-1)
        assert over.wait(60)
        del future
        gc.collect()
        compiled(X[None], "")
    assert [(w.category, "lost" in str(w.message)) for w in caught] == [(ab.LostErrorWarning, True)]


# -- ends


@pytest.mark.usefixtures("native")
def test_a_dropped_future_has_its_effect(gate: int) -> None:
    net, done = ab.script(Gated()), threading.Event()
    ab.fork(ab.script(gated), X, gate)  # dropped while it runs
    assert reached[gate].wait(60)
    ab.fork(net.count_behind, gate).state.add_callback(done.set)  # perhaps dropped before it runs
    gc.collect()
    gates[gate].set()
    assert done.wait(60)
    assert net.calls == 3


@pytest.mark.forks
def test_what_was_forked_is_freed(backend: str) -> None:
    def forked() -> weakref.ref[Any]:
        compiled = ab.script(lambda x: x + 1)
        assert torch.equal(ab.fork(compiled, X).wait(), X + 1)
        return weakref.ref(compiled.function)

    function = forked()
    gc.collect()
    assert function() is None


def run(code: str) -> None:
    """In a process of its own, of which neither output nor an exit status is expected."""
    command = [sys.executable, "-c", "import os, signal\nfrom test_python_forks import *\n" + code]
    done = subprocess.run(command, env=environment(), cwd=FOLDER, timeout=100, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@NEEDS_CORE
@pytest.mark.slow
@pytest.mark.xdist_group("python_forks")
@pytest.mark.parametrize("ending", ["pass", "sys.exit(0)", "del future", "future.then(ab.wait)"])
def test_the_process_ends_with_tasks_in_flight(ending: str) -> None:
    run(f"""
future = ab.fork(ab.script(spinning), 1)
more = [ab.fork(ab.script(scaled), X) for _ in range(100)]
{ending}
""")


@NEEDS_CORE
@pytest.mark.slow
@pytest.mark.xdist_group("python_forks")
def test_children_of_os_fork() -> None:
    run("""
compiled = ab.script(scaled)
assert torch.equal(ab.fork(compiled, X).wait(), scaled(X))
child = os.fork()
if child == 0:
    os._exit(0 if all(torch.equal(ab.fork(compiled, X, i).wait(), scaled(X, i)) for i in range(50)) else 1)
assert os.waitpid(child, 0)[1] == 0

class Items(torch.utils.data.Dataset):
    def __len__(self): return 6
    def __getitem__(self, i): return ab.wait(ab.fork(compiled, X, i))

loader = torch.utils.data.DataLoader(Items(), batch_size=2, num_workers=2)
ahead = [ab.fork(compiled, batch) for batch in loader]  # the next step of each while others are read
assert torch.equal(torch.cat(ab.wait_all(ahead)), scaled(torch.stack([scaled(X, i) for i in range(6)])))
""")


@NEEDS_CORE
@pytest.mark.slow
@pytest.mark.xdist_group("python_forks")
def test_ctrl_c_while_waiting() -> None:
    run("""
signal.signal(signal.SIGINT, signal.default_int_handler)
gates[1], reached[1] = threading.Event(), threading.Event()
future = ab.fork(ab.script(gated), X, 1)
assert reached[1].wait(60)
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    future.wait()
except KeyboardInterrupt:
    gates[1].set()
assert torch.equal(future.wait(), X + 1)
""")
