"""Plain Python, the interpreter and the machine on several numbers of workers must agree on a random program."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import anabranch as ab
from anabranch.base import config
from stress.programs import Program
from stress.seeds import smallest_report

INPUTS = [(1, 2), (7, 3), (10, 0)]
WORKERS = (1, 2, 8)

# What the calls of a function of the module give, one outcome an input.
Outcomes = Callable[[ModuleType, Callable[..., Any]], list[Any]]


@contextmanager
def loaded(source: str, name: str) -> Iterator[ModuleType]:
    """The program as a module from a real file, so that its source can be read back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(source)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
            yield module
        finally:
            del sys.modules[name]


def disagreement(source: str, backends: tuple[str, ...], outcomes: Outcomes, name: str) -> str:
    """Empty if what ``main`` does is on all backends what it does in plain Python; else what differed."""
    with warnings.catch_warnings(), loaded(source, name) as module:
        warnings.simplefilter("ignore")  # lost errors are part of the programs
        expected = outcomes(module, module.main)
        return next(filter(None, (_compared(module, backend, outcomes, expected) for backend in backends)), "")


def _compared(module: ModuleType, backend: str, outcomes: Outcomes, expected: list[Any]) -> str:
    with config.settings.override(backend=backend):
        try:
            compiled = ab.script(module.main)
        except Exception as error:
            return f"{backend} does not compile it: {type(error).__name__}: {error}"
        for workers in WORKERS if backend == "native" else (1,):
            with ab.workers(workers):
                got = outcomes(module, compiled)
            for i, (mine, wanted) in enumerate(zip(got, expected, strict=True)):
                if mine != wanted:
                    return f"{backend} with {workers} workers, input {i}:\n  got      {mine}\n  expected {wanted}"
    return ""


def outcomes_of_calls(module: ModuleType, function: Callable[..., Any]) -> list[tuple[str, str]]:
    """The value, or the error's type and message."""
    return [_outcome(function, arguments) for arguments in INPUTS]


def _outcome(function: Callable[..., Any], arguments: tuple[int, int]) -> tuple[str, str]:
    try:
        return "value", repr(function(*arguments))
    except Exception as error:
        return type(error).__name__, str(error)


def check_seed(seed: int, backends: tuple[str, ...]) -> str:
    """Empty, or a report with the smallest program found that still goes wrong."""
    return smallest_report(
        seed,
        lambda choices: Program(choices).source,
        lambda source: disagreement(source, backends, outcomes_of_calls, "program"),
    )
