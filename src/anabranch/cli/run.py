"""``anabranch run``: calls a program, shows its result and how long calls take."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from . import main
from .targets import call


@main.run.is_given
def run(asked: argparse.Namespace) -> int:
    once = call(asked)
    print(once())
    if asked.repeat > 1:
        print(_times([_timed(once) for _ in range(asked.repeat)]))
    return 0


def _timed(once: Callable[[], Any]) -> float:
    began = time.perf_counter()
    once()
    return time.perf_counter() - began


def _times(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    tenth = max(len(ordered) // 10, 1)
    return f"{len(seconds)} calls: median {_text(statistics.median(ordered))}, fastest tenth under {_text(ordered[tenth - 1])}"


def _text(seconds: float) -> str:
    return f"{seconds * 1e3:.3f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} us"
