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


BESIDES = """
gate, child_of = threading.Event(), {}
def held(x):
    entered.set()
    gate.wait(50)
    return x
def forked(in_child):
    # The child's exit status; what it prints is printed.
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(50)
        in_child()
        sys.stdout.flush()
        os._exit(0)
    return os.waitpid(child, 0)[1]
def waits():
    try:
        print(future.wait())
    except BaseException as error:
        print(type(error).__name__, str(error).splitlines()[0])
"""
LOST = "RuntimeError a task that is waited for ran on another thread when the process was forked: this child has not got it\n"


def test_a_child_waits_for_a_task_that_ran_on_a_thread_of_the_parent() -> None:
    code = """
future = machine.forking(held, T.INT, T.INT)(1)
assert entered.wait(50)
assert forked(waits) == 0
gate.set()
assert future.wait() == 1
"""
    done = run(BESIDES + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, LOST, "")


PROGRAM = """
import os, signal, sys, threading
import anabranch as ab
signal.alarm(100)
entered, gate, status = threading.Event(), threading.Event(), []
@ab.ignore
def hold(x: int) -> int:
    entered.set()
    gate.wait(50)
    return x
@ab.ignore
def forked(x: int) -> int:
    assert entered.wait(50)
    child = os.fork()
    if child == 0:
        signal.alarm(50)
        return -x
    status.append(os.waitpid(child, 0)[1] >> 8)
    gate.set()
    return x
def both(x: int) -> int:
    future = ab.fork(hold, x)
    return forked(x) + ab.wait(future)
def small(x: int) -> int:
    return x + 1
parent = os.getpid()
try:
    print(ab.script(both)(5))
except RuntimeError as error:
    print("RuntimeError", str(error).splitlines()[0])
sys.stdout.flush()
if os.getpid() != parent:
    assert ab.script(small)(1) == 2
    os._exit(3)
print(status)
"""


def test_a_child_goes_on_with_a_call_whose_task_ran_on_a_thread_of_the_parent(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, timeout=150, env=environment(TESTS))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{LOST}10\n[3]\n", "")


# -- no memory

WITHOUT_MEMORY = """
import resource, sys, warnings
from typing import List
import anabranch as ab
warnings.simplefilter("ignore")
def down(n: int) -> int:
    return down(n + 1) + 1
def down_forked(n: int) -> int:
    future = ab.fork(down_forked, n + 1)
    return ab.wait(future) + 1
def leaf(n: int) -> int:
    return n
def wide(n: int) -> int:
    futures: List[ab.Future[int]] = []
    while n >= 0:
        futures.append(ab.fork(leaf, n))
        n += 1
    return len(futures)
def wide_and_deep(n: int) -> int:
    futures: List[ab.Future[int]] = []
    while n < 1000:
        futures.append(ab.fork(down, n))
        n += 1
    return ab.wait(futures[n // 2])
def unseen(n: int) -> int:
    ab.fork(down, n)
    return down_forked(n)
def fine(n: int) -> int:
    return ab.wait(ab.fork(leaf, n)) + ab.wait(ab.fork(leaf, n))
name, megabytes, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ab.set_num_workers(workers)
program, small = ab.script(globals()[name]), ab.script(fine)
assert small(2) == 4
used = int(open("/proc/self/statm").read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (used + (megabytes << 20), resource.RLIM_INFINITY))
try:
    program(0)
except (MemoryError, RecursionError) as error:
    name = type(error).__name__
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert small(2) == 4
print(name)
"""


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("megabytes", [24, 60])
@pytest.mark.parametrize("name", ["down", "down_forked", "wide", "wide_and_deep", "unseen"])
def test_a_program_that_runs_out_of_memory(name: str, megabytes: int, workers: int, tmp_path: Path) -> None:
    """Whatever is refused memory (a frame, a row of the error's trace, a task, a deque) the call fails, and the next works."""
    file = tmp_path / "program.py"
    file.write_text(WITHOUT_MEMORY)
    command = [sys.executable, str(file), name, str(megabytes), str(workers)]
    alone = environment(TESTS, MALLOC_ARENA_MAX="1", OMP_NUM_THREADS="1")
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, env=alone)
    assert (done.returncode, done.stdout) in ((0, "MemoryError\n"), (0, "RecursionError\n")), done.stderr
