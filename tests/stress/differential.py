"""Plain Python, the interpreter and the machine on several numbers of workers must agree on a random program."""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import anabranch as ab
from anabranch.base import config
from stress.choices import Choices, shrink
from stress.programs import Program

INPUTS = [(1, 2), (7, 3), (10, 0)]
WORKERS = (1, 2, 8)


def load(source: str, folder: Path, name: str) -> ModuleType:
    """The program as a module from a real file, so that its source can be read back."""
    path = folder / f"{name}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def outcome(program: Callable[..., Any], arguments: tuple[int, int]) -> tuple[str, str]:
    """What a call gives: its value, or its error's type and message."""
    try:
        return "value", repr(program(*arguments))
    except Exception as error:
        return type(error).__name__, str(error)


def disagreement(source: str, backends: tuple[str, ...], name: str = "program") -> str:
    """Empty if all agree with plain Python; else what differed."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lost errors are part of the programs
        module = load(source, Path(folder), name)
        try:
            expected = [outcome(module.main, arguments) for arguments in INPUTS]
            for backend in backends:
                found = compare(module.main, backend, expected)
                if found:
                    return found
        finally:
            sys.modules.pop(name, None)
    return ""


def compare(main: Callable[..., Any], backend: str, expected: list[tuple[str, str]]) -> str:
    with config.settings.override(backend=backend):
        try:
            compiled = ab.script(main)
        except Exception as error:
            return f"{backend} does not compile it: {type(error).__name__}: {error}"
        for workers in WORKERS if backend == "native" else (1,):
            with ab.workers(workers):
                got = [outcome(compiled, arguments) for arguments in INPUTS]
            if got != expected:
                return f"{backend} with {workers} workers: got {got}, expected {expected}"
    return ""


def check_seed(seed: int, backends: tuple[str, ...]) -> str:
    """Empty, or a report with the smallest program found that still goes wrong."""
    choices = Choices(random.Random(seed))
    first = disagreement(Program(choices).source, backends)
    if not first:
        return ""

    def fails(numbers: list[int]) -> bool:
        return bool(disagreement(Program(Choices(replay=numbers)).source, backends))

    smallest = Program(Choices(replay=shrink(choices.made, fails))).source
    return f"seed {seed}: {disagreement(smallest, backends)}\n{smallest}"
