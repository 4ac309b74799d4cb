"""The interpreter ends, or forks, while tasks are in Python: no hang, no std::terminate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from anabranch.runtime import native
from support.processes import environment

pytestmark = [
    pytest.mark.skipif(not native.is_built(), reason="the native core is not built"),
    pytest.mark.slow,
    pytest.mark.xdist_group("processes that end"),
]
TESTS = Path(__file__).resolve().parent
PRELUDE = """
import atexit, os, signal, sys, threading, time
from anabranch.lang import types as T
from support import machine
signal.alarm(100)
entered = threading.Event()
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PRELUDE + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=150, env=environment(TESTS))


IN_PYTHON = {
    "computing": "while True: entered.set()",
    "coming back while the interpreter ends": "\n    while True: entered.set(); time.sleep(0.0005)",
    "asleep": "entered.set(); time.sleep(1000)",
    "in an operator": "import torch\n    x = torch.ones(200, 200)\n    while True: entered.set(); x.mm(x)",
}


@pytest.mark.parametrize("doing", IN_PYTHON)
def test_exit_while_a_task_is_in_python(doing: str) -> None:
    code = f"""
def busy(x):
    {IN_PYTHON[doing]}
futures = [machine.forking(busy, T.INT, T.INT)(i) for i in range(3)]
assert entered.wait(60)
print("end")
"""
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_exit_while_a_daemon_thread_calls() -> None:
    code = """
call = machine.python_caller(lambda x: entered.set() or x, T.INT, T.INT)
def calls():
    while True: call(1)
for _ in range(3): threading.Thread(target=calls, daemon=True).start()
assert entered.wait(60)
print("end")
"""
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_compiled_calls_in_exit_functions() -> None:
    code = """
call = machine.forking(lambda x: x + 1, T.INT, T.INT)
atexit.register(lambda: print(call(1).wait()))
import anabranch.runtime
atexit.register(lambda: print(call(2).wait()))
"""
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n2\n", "")


@pytest.mark.parametrize("then", ["os._exit(7)", "return x", "raise ValueError(x)"])
def test_fork_of_the_process_inside_a_task(then: str) -> None:
    code = f"""
status = []
def forks(x):
    child = os.fork()
    if child == 0:
        signal.alarm(50)
        {then}
    status.append(os.waitpid(child, 0)[1])
    return x + 1
gate = threading.Event()
hold = machine.forking(lambda x: entered.set() or gate.wait(50) and x, T.INT, T.INT)(1)
future = machine.forking(forks, T.INT, T.INT)(5)
done = threading.Event()
future.add_done_callback(lambda f: done.set())
assert done.wait(50)
assert future.wait() == 6
gate.set()
assert hold.wait() == 1
print(status)
"""
    done = run(code)
    expected = 7 << 8 if "_exit" in then else 0
    assert (done.returncode, done.stdout, done.stderr) == (0, f"[{expected}]\n", "")
