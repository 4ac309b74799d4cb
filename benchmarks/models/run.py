"""Runs the models, each in a process of its own with all contenders in turn, and prints the table: medians in milliseconds, and
our optimised form over the best of the others.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from .contenders import CONTENDERS, OWN, SPINS, Call, Left
from .nets import NETS, net

ROOT = Path(__file__).resolve().parents[2]
# Our speed over the best contender's, without extras.
BARS = {
    "inception branches": 0.7, "experts": 0.9, "recommender": 3.0, "LSTM ensemble": 1.2, "bidirectional LSTM": 1.0,
    "LSTM-cell loop": 2.0, "100-layer MLP": 2.5,
}  # fmt: skip
OTHERS = 0.7


def main() -> int:
    options = arguments()
    if options.child:
        print(json.dumps(measure(options.child, options.size, options.rounds, options.without.split(","))))
        sys.stdout.flush()
        os._exit(0)
    threads = f"{options.threads or torch.get_num_threads()} intra-op threads"
    print(f"torch {torch.__version__}, {threads}, size {options.size:g}; medians of {options.rounds} turns, ms\n")
    print(f"{'model':22s}" + "".join(f"{name:>16s}" for name in CONTENDERS) + f"{'speed':>8s} {'bar':>10s}")
    rows = []
    for name in NETS:
        if options.only in name:
            answer = in_its_process(name, options)
            print(row(name, answer), flush=True)
            rows.append({"model": name, "size": options.size, **answer})
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    return 0


def arguments() -> argparse.Namespace:
    about = "Whole models, ours beside what else runs them."
    parser = argparse.ArgumentParser(description=about, prog="python -m benchmarks.models")
    parser.add_argument("--only", default="", metavar="TEXT", help="only models whose name contains it")
    parser.add_argument("--rounds", type=int, default=15, help="calls of each contender (default 15)")
    parser.add_argument("--size", type=float, default=1.0, help="of widths, batches or images, 1 is the named one")
    parser.add_argument("--threads", type=int, default=0, help="intra-op threads of PyTorch (default: its own number)")
    left = "contenders to leave out (default: compile, which takes minutes)"
    parser.add_argument("--without", default="compile", metavar="NAMES", help=left)
    parser.add_argument("--json", metavar="FILE", help="write the medians to a file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def in_its_process(name: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.models", "--child", name, "--rounds", str(options.rounds)]
    command += ["--size", str(options.size), "--without", options.without]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    threads = {"OMP_NUM_THREADS": str(options.threads)} if options.threads else {}
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, **threads})
    if run.returncode:
        return {"error": (run.stderr.strip().splitlines() or [f"exit status {run.returncode}"])[-1]}
    return dict(json.loads(run.stdout.splitlines()[-1]))


def measure(name: str, size: float, rounds: int, without: list[str]) -> dict[str, Any]:
    """Median seconds by contender, ``left`` with reasons, and the largest difference of each from eager."""
    warnings.simplefilter("ignore")
    calls: dict[str, Call] = {}
    left: dict[str, str] = {}
    differences: dict[str, float] = {}
    with torch.no_grad():
        module, inputs = net(name, size)
        expected = module(*inputs)
        for contender, make in CONTENDERS.items():
            if contender in without:
                continue
            try:
                call = make(net(name, size)[0], inputs)
                differences[contender] = difference(expected, call())
                calls[contender] = call
            except Exception as error:  # one that cannot run a model has no time there
                left[contender] = "" if isinstance(error, Left) else str(error).strip().splitlines()[0][:200]
        seconds = in_turn(calls, rounds)
    return {"seconds": seconds, "left": left, "differences": differences}


def difference(expected: Any, got: Any) -> float:
    """The largest, as a share of the largest number; of what has a counterpart (some give tuples where others give more)."""
    pairs = [(x, y) for x, y in zip(tree_leaves(expected), tree_leaves(got)) if x.shape == y.shape]
    return max((float((x - y).abs().max() / x.abs().max().clamp(min=1e-30)) for x, y in pairs), default=float("inf"))


def in_turn(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(3):
            call()
    for _ in range(rounds):
        for name, call in calls.items():
            call()  # caches and threads are its own when its time starts: nobody pays for the one before it, or for the pause
            began = time.perf_counter()
            call()
            taken[name].append(time.perf_counter() - began)
            time.sleep(0.02 if name in SPINS else 0.0)
    return {name: statistics.median(times) for name, times in taken.items()}


def row(name: str, answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{name:22s} failed: {answer['error']}"
    seconds = answer["seconds"]
    cells = "".join(f"{seconds[c] * 1e3:16.3f}" if c in seconds else f"{'-':>16s}" for c in CONTENDERS)
    best = min(taken for contender, taken in seconds.items() if contender not in OWN)
    own = min(seconds[c] for c in OWN if c in seconds)
    bar = BARS.get(name, OTHERS)
    verdict = f"{bar:g} {'pass' if best / own >= bar else 'MISS'}"
    wrong = [c for c, d in answer["differences"].items() if c in OWN and not d < 1e-4]
    note = f"  differs from eager: {', '.join(wrong)}" if wrong else ""
    return f"{name:22s}{cells}{best / own:7.2f}x {verdict:>10s}{note}"
