"""The process that runs programs for `pool`: python -m conformance.worker FD JIT [eager | forked | save/load/host DIR]"""

from __future__ import annotations

import faulthandler
import importlib
import sys
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch

from conformance import forked, hosted, saved
from conformance.comparison import error_text
from conformance.judge import judge, reason


def main() -> None:
    wire: Connection[Any, Any] = Connection(int(sys.argv[1]))
    warnings.filterwarnings("ignore")
    faulthandler.enable()
    torch.set_num_threads(1)
    try:
        jit = importlib.import_module(sys.argv[2])
    except ImportError as error:
        return wire.send(error_text(error))
    wire.send("ready")
    while request := receive(wire):
        wire.send(answer(*request, jit, *sys.argv[3:]))
    return None


def receive(wire: Connection[Any, Any]) -> tuple[str, float] | None:
    try:
        return wire.recv()
    except EOFError:
        return None


def answer(path: str, seconds: float, jit: Any, mode: str = "", folder: str = "") -> dict[str, Any]:
    """Python stacks go to the log just before the time is up and this process is killed."""
    started = time.monotonic()
    faulthandler.dump_traceback_later(seconds)
    try:
        with warnings.catch_warnings(action="ignore"):
            run(Path(path), jit, mode, Path(folder))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit of a program is a failure like others
        return {"status": "fail", "reason": reason(error), "seconds": round(time.monotonic() - started, 3)}
    finally:
        faulthandler.cancel_dump_traceback_later()
    return {"status": "pass", "reason": "", "seconds": round(time.monotonic() - started, 3)}


def run(path: Path, jit: Any, mode: str, folder: Path) -> None:
    if mode == "save":
        saved.save(path, jit, folder)
    elif mode == "host":
        hosted.save(path, jit, folder)
    elif mode == "load":
        saved.judge(path, jit, folder)
    elif mode == "forked":
        forked.judge(path, jit)
    else:
        judge(path, jit, mode == "eager")


if __name__ == "__main__":
    main()
