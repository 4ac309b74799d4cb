"""Processes begin, fork, change their workers and end while tasks run."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset

import anabranch as ab
from stress.common import expected_fan, fan, forked_mix, start, start_endless
from stress.registry import Budget, scenario

PRELUDE = "import sys, os, anabranch as ab\nfrom stress.common import *\n"


def python(code: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs code in a new process that finds what this one finds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", PRELUDE + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=environment)


def in_child(work: Any) -> None:
    """Runs ``work()`` in a child made by os.fork; it must end well within 30 s."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    watchdog = threading.Timer(30, os.kill, (child, 9))
    watchdog.start()
    _, status = os.waitpid(child, 0)
    watchdog.cancel()
    assert status == 0, f"the child ended with status {status}"


@scenario("children")
def os_fork_with_idle_workers(budget: Budget) -> None:
    program, mix, x = ab.script(fan), ab.script(forked_mix), torch.randn(64, 64) / 8
    program(1000)
    expected = mix(x, 4, 5)

    def work() -> None:
        assert program(1000) == expected_fan(1000)
        assert torch.allclose(mix(x, 4, 5), expected)

    while budget:
        in_child(work)
        assert program(1000) == expected_fan(1000)
        budget.step()


@scenario("children")
def os_fork_while_tasks_run(budget: Budget) -> None:
    program, begin, stop = ab.script(fan), ab.script(start_endless), []
    caller = threading.Thread(target=lambda: [program(500) for _ in iter(lambda: bool(stop), True)])
    caller.start()
    future = begin(1)
    try:
        while budget:
            in_child(lambda: _check(program(300) == expected_fan(300)))
            budget.step()
    finally:
        stop.append(True)
        future.cancel()
        caller.join()


def _check(good: bool) -> None:
    assert good


compiled: dict[str, Any] = {}


class Calling(Dataset[int]):
    """Calls a compiled function for every item."""

    def __len__(self) -> int:
        return 64

    def __getitem__(self, i: int) -> int:
        if "fan" not in compiled:
            compiled["fan"] = ab.script(fan)
        return compiled["fan"](i)


@scenario("epochs", limit=240)
def data_loader_workers_call_compiled_functions(budget: Budget) -> None:
    compiled["fan"] = ab.script(fan)
    expected = [expected_fan(i) for i in range(64)]
    while budget:
        for context in ("fork", "spawn"):
            loader = DataLoader(Calling(), batch_size=8, num_workers=2, multiprocessing_context=context)
            assert [int(n) for batch in loader for n in batch] == expected
            budget.step()


def pooled(n: int) -> int:
    return ab.script(fan)(n)


@scenario("calls", limit=240)
def multiprocessing_pools(budget: Budget) -> None:
    pooled(10)
    for method in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            assert pool.map(pooled, range(50)) == [expected_fan(i) for i in range(50)]
            budget.step(50)


@scenario("exits")
def the_interpreter_ends_with_tasks_in_flight(budget: Budget) -> None:
    while budget:
        for code in (
            "futures = [ab.script(start_endless)(1) for _ in range(4)]",
            "import threading\nt = threading.Thread(target=ab.script(endless), args=(1,), daemon=True); t.start()",
            "ab.script(start_endless)(1); raise SystemExit(0)",
            "f = ab.script(start)(1); f.add_done_callback(lambda f: print('called'))",
        ):
            run = python(code)
            assert run.returncode == 0, (code, run.returncode, run.stderr)
            assert "Error" not in run.stderr, run.stderr
            budget.step()


@scenario("exits")
def exit_from_python_inside_a_task(budget: Budget) -> None:
    definition = (
        "import tempfile, importlib.util\n"
        "text = '''\nimport os, sys\nimport anabranch as ab\n"
        "@ab.ignore\ndef leave(n: int) -> int:\n    {leave}\n    return n\n"
        "def task(n: int) -> int:\n    return leave(n)\n"
        "def main(n: int) -> int:\n    return ab.wait(ab.fork(task, n))\n'''\n"
        "path = tempfile.mktemp(suffix='.py'); open(path, 'w').write(text)\n"
        "spec = importlib.util.spec_from_file_location('leaving', path)\n"
        "m = importlib.util.module_from_spec(spec); sys.modules['leaving'] = m; spec.loader.exec_module(m)\n"
        "ab.script(m.main)(3)\n"
    )
    while budget:
        for leave in ("sys.exit(5)", "os._exit(5)"):
            run = python(definition.replace("{leave}", leave))
            assert run.returncode == 5, (run.returncode, run.stderr)
            budget.step()


@scenario("exits")
def exit_from_a_callback(budget: Budget) -> None:
    while budget:
        run = python(
            "import threading\ndone = threading.Event()\n"
            "ab.script(start)(1).add_done_callback(lambda f: os._exit(6))\ndone.wait(20)"
        )
        assert run.returncode == 6, (run.returncode, run.stderr)
        budget.step()


@scenario("changes")
def workers_change_while_calls_run(budget: Budget) -> None:
    program, stop, errors = ab.script(fan), [], []

    def calls() -> None:
        while not stop:
            if program(500) != expected_fan(500):
                errors.append("wrong")

    callers = [threading.Thread(target=calls) for _ in range(3)]
    for caller in callers:
        caller.start()
    begin = ab.script(start)
    while budget:
        for n in (0, 1, 5, 2, 16, 3):
            ab.set_num_workers(n)
            assert ab.get_num_workers() == n
            assert begin(n).result(20) == n + 1
            budget.step()
    stop.append(True)
    for caller in callers:
        caller.join()
    assert not errors


@scenario("calls")
def one_core_after_the_start(budget: Budget) -> None:
    program, begin = ab.script(fan), ab.script(start)
    program(100)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    while budget:
        assert program(1000) == expected_fan(1000)
        assert begin(3).result(20) == 4
        budget.step()


@scenario("processes")
def threads_that_cannot_be_created(budget: Budget) -> None:
    """As another user (the limit does not bind root) that may have no further thread: serial, with one warning."""
    code = (
        "import resource, warnings\n"
        "program, begin = ab.script(fan), ab.script(start)\n"
        "os.getuid() == 0 and os.setuid(65534)\n"
        "resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))\n"
        "with warnings.catch_warnings(record=True) as seen:\n"
        "    warnings.simplefilter('always')\n"
        "    for _ in range(20): assert program(500) == expected_fan(500)\n"
        "    assert begin(4).result(20) == 5\n"
        "kinds = [w.category.__name__ for w in seen]\n"
        "assert kinds == ['SerialWarning'], kinds\n"
    )
    while budget:
        run = python("import torch\ntorch.set_num_threads(1)\n" + code)
        assert run.returncode == 0, run.stderr
        budget.step()
