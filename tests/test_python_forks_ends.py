"""Forks from plain Python: the caller's state, errors, and how processes end."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Dict

import pytest
import torch
from torch import Tensor

import anabranch as ab
from conftest import NEEDS_CORE
from support.processes import environment
from support.python_forks import Gated, Net, X, failing, gated, gates, open_gate, reached  # noqa: F401

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
            f'  File "{failing.__code__.co_filename}", line {failing.__code__.co_firstlineno + 2}, in failing',
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


TESTS = Path(__file__).parent


def run(code: str) -> None:
    """In a process of its own, of which neither output nor an exit status is expected."""
    command = [sys.executable, "-c", "import os, signal, sys\nfrom support.python_forks import *\n" + code]
    done = subprocess.run(command, env=environment(TESTS), cwd=TESTS, timeout=100, capture_output=True, text=True)
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
