"""Runs the stress scenarios, each in a process of its own, one line each: what, how many, seconds, failures.

    python tests/stress/run.py [--only TEXT] [--seconds N] [--list]
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stress.registry import Scenario

TESTS = Path(__file__).resolve().parents[1]
GROUPS = ["threads", "state", "autograd", "failures", "cancelling", "life", "load", "random_programs", "core_budget",
          "shared_containers", "with_differential", "operators", "values", "text_mutants", "own_operators",
          "collecting", "mutants", "archive_mutants",
          "torchscript_mutants"]
sys.path.insert(0, str(TESTS))


def main() -> int:
    options = arguments()
    from stress import registry

    for group in GROUPS:
        importlib.import_module(f"stress.{group}")
    if options.child:
        return child(registry.SCENARIOS[options.child], options.seconds)
    chosen = [s for s in registry.SCENARIOS.values() if options.only in f"{s.group}/{s.name}"]
    if options.list:
        print("\n".join(f"{s.group}/{s.name}" for s in chosen))
        return 0
    failed = [s.name for s in chosen if not one(s, options.seconds)]
    print(f"\n{len(chosen) - len(failed)} passed, {len(failed)} failed" + (": " + ", ".join(failed) if failed else ""))
    return int(bool(failed))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Load and fault scenarios.")
    parser.add_argument("--only", default="", metavar="TEXT", help="only scenarios whose group/name contains it")
    parser.add_argument("--seconds", type=float, default=None, help="of work for each scenario that repeats")
    parser.add_argument("--list", action="store_true", help="list the scenarios and stop")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def one(scenario: Scenario, seconds: float | None) -> bool:
    """Runs a scenario in its process and prints its line."""
    name = f"{scenario.group}/{scenario.name}"
    start = time.monotonic()
    count, problem = answer_of(scenario, seconds)
    taken = time.monotonic() - start
    print(f"{name:64s} {count:>12s} {taken:7.1f} s  {problem or 'ok'}", flush=True)
    return not problem


def answer_of(scenario: Scenario, seconds: float | None) -> tuple[str, str]:
    command = [sys.executable, __file__, "--child", scenario.name]
    command += ["--seconds", str(seconds)] if seconds else []
    path = os.pathsep.join([str(TESTS.parent / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "ANABRANCH_BACKEND": "native"}
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        out, err = run.communicate(timeout=scenario.limit + 60)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)  # with the processes that it started
        return "", "HUNG, and did not show where"
    if run.returncode:
        return "", f"FAILED (exit {run.returncode})\n{(err or out)[-6000:]}"
    return (out.splitlines() or [""])[-1], ""


def child(scenario: Scenario, seconds: float | None) -> int:
    """Runs a scenario in this process; says the count on the last line, and where it hangs if it does."""
    from stress.registry import SECONDS, Budget

    if scenario.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: scenario.cores])
    warnings.simplefilter("ignore")
    faulthandler.dump_traceback_later(scenario.limit, exit=True)
    budget = Budget(seconds or SECONDS)
    try:
        scenario.run(budget)
    except BaseException:
        traceback.print_exc()
        return 1
    faulthandler.cancel_dump_traceback_later()
    print(f"{budget.done} {scenario.unit}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
