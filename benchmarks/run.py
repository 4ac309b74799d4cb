"""Runs the cases, each in its own process, and prints the table: medians, ratio, bar, pass or miss."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cases import Case

ROOT = Path(__file__).resolve().parents[1]
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def main() -> int:
    options = arguments()
    if options.case is not None:
        return child(options.case, options.rounds)
    from .cases import CASES

    print(heading())
    failed, rows = False, []
    for number, case in enumerate(CASES):
        if options.only not in case.name:
            continue
        answer = in_its_process(number, options.rounds)
        line, good = row(case, answer)
        print(line, flush=True)
        failed |= not good
        rows.append({"name": case.name, **answer})
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    return int(failed)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed side by side with torch.jit.", prog="python -m benchmarks")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name contains it")
    parser.add_argument("--rounds", type=int, default=15, help="measurements of each side (default 15)")
    parser.add_argument("--json", metavar="FILE", help="write the medians to a file")
    parser.add_argument("--case", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def child(number: int, rounds: int) -> int:
    import warnings

    warnings.simplefilter("ignore")  # torch.jit says at every step that it is deprecated
    from .cases import CASES, measure

    print(json.dumps(measure(CASES[number], rounds)), flush=True)
    os._exit(0)  # torch.jit.fork's own pool now and then aborts the process at its end ("terminate called …")


def in_its_process(number: int, rounds: int) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks", "--case", str(number), "--rounds", str(rounds)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})
    if run.returncode:
        return {"error": (run.stderr.strip().splitlines() or [f"exit status {run.returncode}"])[-1]}
    return {"seconds": json.loads(run.stdout.splitlines()[-1])}


def heading() -> str:
    import torch

    from anabranch.base import config

    return (
        f"torch {torch.__version__}, {config.cores()} cores, {config.workers()} workers, backend "
        f"{config.settings.backend}; medians of turns in one process each\n\n"
        f"{'case':62s} {'ours':>10s} {'torch.jit':>10s} {'ratio':>8s} {'bar':>10s}"
    )


def row(case: Case, answer: dict[str, object]) -> tuple[str, bool]:
    """The line of a case, and whether it may stand."""
    if "error" in answer:
        return f"{case.name:62s} failed: {answer['error']}", False
    times: dict[str, float] = answer["seconds"]  # type: ignore[assignment]
    slow, fast = case.ratio
    ratio = times[slow] / times[fast]
    bar, good = verdict(case, times, ratio)
    shown = {side: in_bytes(n) if case.bytes else readable(n) for side, n in times.items()}
    line = f"{case.name:62s} {shown['ours']:>10s} {shown.get('torch.jit', '-'):>10s} {ratio:7.2f}x {bar:>10s}"
    extra = [f"{side} {readable(taken)}" for side, taken in times.items() if side not in ("ours", "torch.jit")]
    return "  ".join([line, *extra, case.notes]).rstrip(), good


def verdict(case: Case, times: dict[str, float], ratio: float) -> tuple[str, bool]:
    bar, limit = case.bar, case.limit
    if bar is None and limit is None:
        return "-", True
    good = ratio >= bar if limit is None else times["ours"] <= limit
    wanted = f"{bar:.2g}x" if limit is None else readable(limit)
    return f"{wanted} {'pass' if good else 'MISS'}", good


def in_bytes(size: float) -> str:
    return f"{size / 1e6:.3g} MB" if size >= 1e6 else f"{size / 1e3:.3g} kB"


def readable(taken: float) -> str:
    scale, unit = next((u for u in UNITS if taken >= u[0]), UNITS[-1])
    return f"{taken / scale:.3g} {unit}"
