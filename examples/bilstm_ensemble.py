"""An ensemble of bidirectional LSTMs: serial, with anabranch's forks, and with torch.jit's, side by side.

    python examples/bilstm_ensemble.py

Each variant runs in a process of its own, with PyTorch's default number of operator threads and with one.  Every result
is compared with plain Python's.  Then comes the graph of the example in torch.jit.fork's documentation.
"""
# ruff: noqa: UP006, UP035, PERF401 - the scripted language spells it so

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, List

import torch
from torch import Tensor, nn

import anabranch as ab

MODELS, SIZE, STEPS, BATCH = 4, 128, 48, 8
ROUNDS = 15
VARIANTS = ("serial", "anabranch", "torch.jit")


def forked(lib: Any) -> nn.Module:
    """The ensemble written with the ``fork`` and ``wait`` of ``lib``: anabranch, or torch.jit."""

    class BiLSTM(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.forth = nn.LSTM(SIZE, SIZE)
            self.back = nn.LSTM(SIZE, SIZE)

        def forward(self, x: Tensor) -> Tensor:
            forth = lib.fork(self.forth, x)
            back = self.back(torch.flip(x, [0]))[0]
            return torch.cat([lib.wait(forth)[0], torch.flip(back, [0])], 2)

    class Ensemble(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.models = nn.ModuleList(BiLSTM() for _ in range(MODELS))

        def forward(self, x: Tensor) -> Tensor:
            futures: List[lib.Future[Tensor]] = []
            for model in self.models:
                futures.append(lib.fork(model, x))
            results: List[Tensor] = []
            for future in futures:
                results.append(lib.wait(future))
            return torch.stack(results).mean(0)

    return Ensemble()


class SerialBiLSTM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.forth = nn.LSTM(SIZE, SIZE)
        self.back = nn.LSTM(SIZE, SIZE)

    def forward(self, x: Tensor) -> Tensor:
        forth = self.forth(x)[0]
        back = self.back(torch.flip(x, [0]))[0]
        return torch.cat([forth, torch.flip(back, [0])], 2)


class SerialEnsemble(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.models = nn.ModuleList(SerialBiLSTM() for _ in range(MODELS))

    def forward(self, x: Tensor) -> Tensor:
        results: List[Tensor] = []
        for model in self.models:
            results.append(model(x))
        return torch.stack(results).mean(0)


def compiled(variant: str, weights: dict[str, Tensor]) -> Callable[[Tensor], Tensor]:
    model = SerialEnsemble() if variant == "serial" else forked(torch.jit if variant == "torch.jit" else ab)
    model.load_state_dict(weights)
    model.eval()
    script = torch.jit.script if variant == "torch.jit" else ab.script
    return script(model)


def measure(variant: str, threads: int | None) -> dict[str, Any]:
    """Runs one variant in this process: median seconds, threads, and whether the result is plain Python's."""
    if threads is not None:
        torch.set_num_threads(threads)
    torch.manual_seed(0)
    reference, x = SerialEnsemble().eval(), torch.randn(STEPS, BATCH, SIZE)
    with torch.no_grad():
        expected = reference(x)
        run = compiled(variant, reference.state_dict())
        equal = all(torch.allclose(run(x), expected, atol=1e-5) for _ in range(3))
        taken = [seconds(run, x) for _ in range(ROUNDS)]
    return {
        "ms": statistics.median(taken) * 1000,
        "operator threads": torch.get_num_threads(),
        "process threads": len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 0,
        "equal": equal,
    }


def seconds(run: Callable[[Tensor], Tensor], x: Tensor) -> float:
    start = time.perf_counter()
    run(x)
    return time.perf_counter() - start


def in_its_process(variant: str, threads: int | None) -> dict[str, Any]:
    command = [sys.executable, __file__, "--variant", variant, *(["--threads", str(threads)] if threads else [])]
    path = os.pathsep.join([str(Path(__file__).resolve().parents[1] / "src"), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    if run.returncode:
        raise SystemExit(f"{variant} failed:\n{run.stderr}")
    return json.loads(run.stdout.splitlines()[-1])


# --- the example of the documentation ------------------------------------------------------------------------------


def foo(a: Tensor, b: int) -> Tensor:
    return a + b


def bar(a):  # type: ignore[no-untyped-def]
    fut: ab.Future[Tensor] = ab.fork(foo, a, b=2)
    return ab.wait(fut)


def show_example() -> None:
    print("\nThe example of torch.jit.fork's documentation, traced:\n")
    x = torch.tensor(2)
    print(ab.trace(bar, (x,)).graph)
    assert ab.script(bar)(x) == bar(x) == 4


def main() -> None:
    from anabranch.base import config

    print(
        f"{MODELS} bidirectional LSTMs, {STEPS} steps of {BATCH} x {SIZE}; {config.cores()} cores, "
        f"{ab.get_num_workers()} workers, torch {torch.__version__}"
    )
    rows = [(variant, in_its_process(variant, threads)) for threads in (None, 1) for variant in VARIANTS]
    show_example()
    print(table(rows))
    if not all(result["equal"] for _, result in rows):
        raise SystemExit("the variants do not agree")


def table(rows: list[tuple[str, dict[str, Any]]]) -> str:
    lines = [f"{'variant':<12}{'operator threads':>18}{'process threads':>17}{'median':>12}{'vs serial':>11}   results"]
    serial = {r["operator threads"]: r["ms"] for variant, r in rows if variant == "serial"}
    for variant, r in rows:
        gain = serial[r["operator threads"]] / r["ms"]
        lines.append(
            f"{variant:<12}{r['operator threads']:>18}{r['process threads']:>17}{r['ms']:>9.2f} ms{gain:>10.2f}x   "
            + ("equal" if r["equal"] else "DIFFERENT")
        )
    return "\n".join(lines)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # torch.jit says at every step that it is deprecated
    parser = argparse.ArgumentParser()
    parser.add_argument("--variant", choices=VARIANTS)
    parser.add_argument("--threads", type=int)
    chosen = parser.parse_args()
    if chosen.variant:
        print(json.dumps(measure(chosen.variant, chosen.threads)), flush=True)
        os._exit(0)  # torch.jit.fork's own pool now and then aborts the process at its end
    else:
        main()
