"""The machine in the life of a process: Ctrl-C, os.fork, the end, operators' threads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from anabranch.bytecode.program import Bank, FunctionCode, Instr, Program
from anabranch.lang import types as T
from anabranch.runtime import native
from support import machine
from support.machine import callable_of, identity, load
from support.processes import environment

pytestmark = pytest.mark.skipif(not native.is_built(), reason="the native core is not built")


def spinning():
    """Never returns."""
    code = [Instr("LDI", 0, 0, 0, 0), Instr("JBACK", 0, 0, 0, 0)]
    f = FunctionCode("spin", (), Bank.VALUE, 1, 1, code, [0, 0])
    return callable_of(load(Program("spin", [f])), "spin", [], T.NONE)


def applying(operator: str, n_args: int = 1):
    """A function that applies an operator to its argument(s), all the same."""
    operands = [(3 << 24) | 0] * n_args
    code = [Instr("OP", 1, 3, n_args, 0), Instr("RET", 1, 3)]
    f = FunctionCode("apply", ((Bank.VALUE, 0),), Bank.VALUE, 0, 2, code, [0, 0])
    handle = load(Program("apply", [f], operands=operands, operators=[operator]))
    return callable_of(handle, "apply", [("x", T.TENSOR)], T.TENSOR)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """xdist's processes ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupt_within_a_tenth_of_a_second() -> None:
    sent = []

    def interrupt() -> None:
        sent.append(time.process_time())  # the loop that spins uses all that the process gets, on a loaded machine too
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.2, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        spinning()()
    assert time.process_time() - sent[0] < 0.2, "0.1 s, and what the handler takes"
    assert identity(T.INT)(3) == 3


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupt_of_a_wait() -> None:
    started, gate = threading.Event(), threading.Event()

    def slow(x: int) -> int:
        started.set()
        gate.wait(10)
        return x

    future = machine.forking(slow, T.INT, T.INT)(1)
    assert started.wait(10), "a worker takes it"
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        future.wait()
    gate.set()
    assert future.wait() == 1


@pytest.mark.slow
@pytest.mark.parametrize("busy", [False, True])
def test_child_of_a_fork_has_a_pool_of_its_own(busy: bool) -> None:
    gate = threading.Event()
    held = machine.forking(lambda x: gate.wait(5) and x, T.INT, T.INT)(1) if busy else None
    double = machine.forking(lambda x: 2 * x, T.INT, T.INT)
    assert double(1).wait() == 2
    child = os.fork()
    if child == 0:
        signal.alarm(100)
        os._exit(0 if double(4).wait() == 8 and torch.ones(300, 300).mm(torch.ones(300, 300))[0, 0] == 300 else 1)
    _, status = os.waitpid(child, 0)
    gate.set()
    assert status == 0
    assert held is None or held.wait() == 1
    assert double(5).wait() == 10


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["pass", "sys.exit(0)", "f.wait()", "del f"])
def test_interpreter_ends_with_tasks_in_flight(ending: str) -> None:
    code = f"""
import sys, time, threading
sys.path.insert(0, "tests")
from support import machine
from anabranch.lang import types as T
f = machine.forking(lambda x: time.sleep(0.3) or x, T.INT, T.INT)(1)
g = machine.forking(lambda x: x, T.INT, T.INT)(1)
g.add_done_callback(lambda f: None)
{ending}
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=100, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_mode_runs_serially_on_the_calling_thread() -> None:
    from torch.utils._python_dispatch import TorchDispatchMode

    seen = []

    class Spy(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            seen.append((str(func), threading.get_ident()))
            return func(*args, **(kwargs or {}))

    tanh, x = applying("aten::tanh"), torch.ones(2)
    with Spy():
        tanh(x)
    assert seen == [("aten.tanh.default", threading.get_ident())]


def test_vmap_and_grad_transforms() -> None:
    tanh = applying("aten::tanh")
    x = torch.randn(3, 2)
    assert torch.equal(torch.func.vmap(tanh)(x), x.tanh())
    assert torch.allclose(torch.func.grad(lambda t: tanh(t).sum())(x), 1 - x.tanh() ** 2)


def test_tensor_subclass_with_dispatch() -> None:
    from torch._subclasses import FakeTensorMode

    with FakeTensorMode() as mode:
        fake = mode.from_tensor(torch.ones(2, 3))
        result = applying("aten::tanh")(fake)
    assert result.shape == (2, 3)
    assert type(result) is type(fake)


def test_number_for_a_tensor_is_wrapped() -> None:
    """A wrapped number does not take part in type promotion."""
    operands = [(3 << 24) | 0, (0 << 24) | 0, (0 << 24) | 0]
    code = [Instr("LDI", 0, 0, 0, 3), Instr("OP", 1, 3, 2, 0), Instr("RET", 1, 3)]
    f = FunctionCode("mul3", ((Bank.VALUE, 0),), Bank.VALUE, 1, 2, code, [0, 0, 0])
    handle = load(Program("mul3", [f], operands=operands, operators=["aten::mul.Tensor"]))
    mul3 = callable_of(handle, "mul3", [("x", T.TENSOR)], T.TENSOR)
    assert mul3(torch.ones(2, dtype=torch.int8)).dtype == torch.int8
    assert mul3(torch.ones(2)).dtype == torch.float32


@pytest.mark.parametrize(
    "operator, x, kind, text",
    [
        ("aten::mm", torch.ones(2, 3), RuntimeError, "mat1 and mat2 shapes cannot be multiplied"),
        ("aten::linalg_inv", torch.zeros(2, 2), torch.linalg.LinAlgError, "singular"),
        ("aten::linalg_cholesky", torch.zeros(2, 2), torch.linalg.LinAlgError, "not positive-definite"),
    ],
)
def test_errors_are_those_of_eager(operator, x, kind, text) -> None:
    name = operator.removeprefix("aten::")
    two = name == "mm"
    f = applying(operator, 2) if two else with_false(operator) if name == "linalg_cholesky" else applying(operator)
    eager = getattr(torch.ops.aten, name)
    with pytest.raises(kind, match=text) as ours:
        f(x)
    with pytest.raises(kind) as theirs:
        eager(x, x) if two else eager(x)
    assert str(ours.value) == str(theirs.value)
    assert type(ours.value) is type(theirs.value)


def with_false(operator: str):
    operands = [(3 << 24) | 0, (2 << 24) | 0]
    code = [Instr("LDI", 0, 0, 0, 0), Instr("OP", 1, 3, 2, 0), Instr("RET", 1, 3)]
    f = FunctionCode("apply", ((Bank.VALUE, 0),), Bank.VALUE, 1, 2, code, [0, 0, 0])
    handle = load(Program("apply", [f], operands=operands, operators=[operator]))
    return callable_of(handle, "apply", [("x", T.TENSOR)], T.TENSOR)


class OurError(Exception):
    pass


def test_operator_written_in_python_keeps_its_exception() -> None:
    error = OurError("from python")
    library = torch.library.Library("anabranch_test", "FRAGMENT")
    library.define("fail(Tensor x) -> Tensor")

    def fail(x):
        raise error

    library.impl("fail", fail, "CPU")
    with pytest.raises(OurError) as caught:
        applying("anabranch_test::fail")(torch.ones(1))
    assert caught.value is error


def test_unknown_operator_is_named() -> None:
    with pytest.raises(ValueError, match="no operator aten::nosuch"):
        applying("aten::nosuch")
    library = torch.library.Library("anabranch_later", "FRAGMENT")
    with pytest.raises(ValueError, match="anabranch_later::one"):
        applying("anabranch_later::one")
    library.define("one(Tensor x) -> Tensor")
    library.impl("one", lambda x: x.clone(), "CPU")
    assert applying("anabranch_later::one")(torch.ones(2)).tolist() == [1, 1]


def test_default_device_reaches_factories() -> None:
    operands = [(5 << 24) | 0, (5 << 24) | 1, (5 << 24) | 1, (5 << 24) | 1, (5 << 24) | 1]
    code = [Instr("OP", 0, 3, 5, 0), Instr("RET", 0, 3)]
    f = FunctionCode("ones", (), Bank.VALUE, 0, 1, code, [0, 0])
    handle_of = native_type_of()
    constants = [([2, 3], handle_of(T.ListType(T.INT))), (None, handle_of(T.NONE))]
    handle = load(Program("ones", [f], operands=operands, operators=["aten::ones"]), constants)
    ones = callable_of(handle, "ones", [], T.TENSOR)
    assert ones().device.type == "cpu"
    with torch.device("meta"):
        assert ones().device.type == "meta"
    assert ones().device.type == "cpu"


def native_type_of():
    from anabranch.runtime.native_types import handle_of

    machine.core()
    return handle_of


def test_many_python_threads_call_at_once() -> None:
    square = machine.forking(lambda x: x * x, T.INT, T.INT)
    results: dict[int, int] = {}

    def work(i: int) -> None:
        for _ in range(50):
            results[i] = square(i).wait()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results == {i: i * i for i in range(8)}


WITHOUT_THREADS = """
import os, resource, warnings
import torch
import anabranch as ab
torch.set_num_threads(1)
def increment(n: int) -> int:
    return n + 1
def fan(n: int) -> int:
    futures = [ab.fork(increment, i) for i in range(n)]
    return sum([ab.wait(future) for future in futures])
program = ab.script(fan)
os.getuid() == 0 and os.setuid(65534)  # the limit does not bind root
resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    results = {program(500) for _ in range(3)}
print(results, [warning.category is ab.SerialWarning for warning in seen])
"""


@pytest.mark.slow
def test_threads_that_the_system_refuses_are_warned_about_once(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(WITHOUT_THREADS)
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, env=environment())
    assert (done.stdout, done.stderr) == ("{125250} [True]\n", "")
