"""A mutant as its user sees it: it compiles or CompileError says where; it runs and gives a result or an error.

Wrong is an exception of our internals, an error without its place, two backends that do not agree, a hang and a crash.

    python -m fuzz.trials FIRST COUNT       one line before each mutant, one for each that is wrong
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import torch

import anabranch
from anabranch.base import config
from anabranch.base.errors import CompileError
from anabranch.base.package import FOLDER
from conformance import judge
from fuzz.mutants import mutant, patches_libraries

COMPILING, RUNNING = 60.0, 3.0  # seconds: the first is a hang, the second a program that does not end
BACKENDS = ("native", "interpreter")


class Late(BaseException):
    """The time is up."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def trial(number: int, folder: Path) -> str:
    """What is wrong with the mutant of that number; empty if nothing is, or if it is no program."""
    try:
        name, text = mutant(number)
        compile(text, name, "exec")
    except (SyntaxError, ValueError, RecursionError):
        return ""
    if patches_libraries(text):
        return ""
    path = folder / f"mutant_{number}.py"
    path.write_text(text, encoding="utf-8")
    try:
        problem = _checked(path)
    finally:
        for side in (*BACKENDS, "plain"):
            sys.modules.pop(f"program_{folder.name}_{path.stem}_{side}", None)
    return f"mutant {number} of {name}: {problem}" if problem else ""


def _checked(path: Path) -> str:
    outcomes = []
    for backend in BACKENDS:
        with config.settings.override(backend=backend):
            problem, outcome = _on(path, backend)
        if problem or outcome is None:
            return problem
        outcomes.append(outcome)
    ours, meant = outcomes
    if any(o == "late" for o in (*ours, *meant)):
        return ""
    return "" if ours == meant else f"native: {ours}\n    interpreter: {meant}"


def _on(path: Path, backend: str) -> tuple[str, list[str] | None]:
    """A problem; else the outcomes of the runs, None where it is not compiled."""
    try:
        with within(COMPILING), _quietly():
            module = judge.load(path, anabranch, backend)
            torch.manual_seed(7)
            made = module.make() if hasattr(module, "make") else module.main
    except (Exception, Late):  # plain Python refuses it
        return "", None
    if not isinstance(made, FunctionType | torch.nn.Module):
        return "", None
    try:
        with within(COMPILING), _quietly():
            compiled = _compiled(module, made)
    except CompileError as error:
        is_about_the_module = not error.because and isinstance(made, torch.nn.Module)
        return ("" if error.span or is_about_the_module else f"no place: {error}"), None
    except Late:
        return "compiling does not end", None
    except Exception as error:
        return (_shown("compiling raised", error) if _is_ours(error, path) else ""), None
    return "", [_run(compiled, producer, i, path) for i, producer in enumerate(getattr(module, "INPUTS", []))]


def _compiled(module: ModuleType, made: Any) -> Any:
    if not getattr(module, "TRACE", False):
        return anabranch.script(made)
    args, kwargs = judge.arguments((getattr(module, "OK_INPUTS", None) or module.INPUTS)[0], 0)
    examples = {"example_kwarg_inputs": kwargs} if kwargs else {"example_inputs": args}
    return anabranch.trace(made, **examples, check_trace=False)


def _run(compiled: Any, producer: Any, i: int, path: Path) -> str:
    try:
        given = judge.arguments(producer, i)
    except Exception:
        return "no input"
    try:
        with within(RUNNING), _quietly():
            result, printed = judge.call(compiled, given)
        return f"gives {_text(result)}{printed}"
    except Late:
        return "late"
    except Exception as error:
        return f"raises {type(error).__name__}"


def _text(value: Any) -> str:
    """Without addresses, and whether a future is done yet."""
    return re.sub(r"<Future \w+>| at 0x[0-9a-f]+", "", repr(value))


def _is_ours(error: BaseException, path: Path) -> bool:
    """Whether our code raised it, and not the user's, which runs while classes are looked at and under a trace."""
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(files) and files[-1].startswith(str(FOLDER)) and str(path) not in files


def _shown(what: str, error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{what} {type(error).__name__}: {str(error)[:300]} at {os.path.relpath(frame.filename, FOLDER)}:{frame.lineno}"


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def main() -> None:
    first, count = int(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            print(f"at {number}", flush=True)
            problem = trial(number, Path(folder))
            if problem:
                print(f"wrong {problem}", flush=True)


if __name__ == "__main__":
    main()
