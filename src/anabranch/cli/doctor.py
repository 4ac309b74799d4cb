"""``anabranch doctor``: what this machine and installation are, whether they work, and what to do about what does not."""

from __future__ import annotations

import argparse
import os
import platform
import sys

import torch

from ..base import config
from ..base.cores import cores
from ..base.errors import BackendError
from ..base.package import FOLDER, VERSION
from ..runtime import native
from . import main
from .self_test import Findings, self_test


@main.doctor.is_given
def doctor(asked: argparse.Namespace) -> int:
    """Exit code 1 if something is wrong."""
    found = Findings()
    for name, value in _facts(found):
        print(f"{name:<20} {value}")
    if native.is_built() and not found.problems:
        for name, value in self_test(found):
            print(f"{name:<20} {value}")
    print()
    for problem, remedy in found.problems:
        print(f"wrong: {problem}\n  help: {remedy}")
    for remark in found.remarks:
        print(f"note: {remark}")
    if not found.problems:
        print("nothing is wrong")
    return 1 if found.problems else 0


def _facts(found: Findings) -> list[tuple[str, str]]:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    usable, load = cores(), _load()
    if usable < allowed:
        found.remarks.append(f"a CPU quota leaves {usable} of {allowed} cores; PyTorch's own threads do not know of it")
    if load > usable / 2:
        found.remarks.append(f"other processes use {load:.1f} cores (load of the last minute): measured is less than could be")
    if usable == 1:
        found.remarks.append("one core: forks run one after the other")
    return [
        ("anabranch", f"{VERSION} in {FOLDER}"),
        ("python", f"{platform.python_version()} ({sys.executable})"),
        ("torch", torch.__version__),
        ("native core", _core(found)),
        ("backend", config.settings.backend),
        ("cores", f"{usable} usable, {allowed} by affinity, {os.cpu_count()} in the machine"),
        ("workers", f"{config.workers()} beside the calling threads"),
        ("intra-op threads", f"{torch.get_num_threads()} of PyTorch"),
        ("environment", ", ".join(f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(_VARIABLES)) or "none set"),
    ]


_VARIABLES = ("ANABRANCH_", "OMP_", "MKL_", "KMP_")


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _core(found: Findings) -> str:
    built = native.built_for()
    try:
        native.core()
    except BackendError as error:
        problem, _, remedy = str(error).partition("\nhelp: ")
        found.problems.append((problem, remedy))
        return "missing" if built is None else f"built for torch {built}, cannot be used"
    return f"built for torch {built}"
