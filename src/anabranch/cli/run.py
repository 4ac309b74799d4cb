"""``anabranch run``: calls a program, shows its result and how long calls take."""

from __future__ import annotations

import argparse
import statistics

from ..base.stopwatch import seconds
from . import main
from .targets import call


@main.run.is_given
def run(asked: argparse.Namespace) -> int:
    once = call(asked)
    print(once())
    if asked.repeat > 1:
        print(_times([seconds(once) for _ in range(asked.repeat)]))
    return 0


def _times(taken: list[float]) -> str:
    ordered = sorted(taken)
    tenth = max(len(ordered) // 10, 1)
    return f"{len(taken)} calls: median {_text(statistics.median(ordered))}, fastest tenth under {_text(ordered[tenth - 1])}"


def _text(seconds: float) -> str:
    return f"{seconds * 1e3:.3f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} us"
