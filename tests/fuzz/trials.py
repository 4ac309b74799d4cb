"""A mutant as its user sees it: it compiles or CompileError says where; it runs and gives a result or an error.

Wrong is an exception of our internals, an error without its place, two backends that do not agree, a hang and a crash.
A program that does not end is not wrong: its time is counted in seconds of CPU, which other processes do not take from it.

    python -m fuzz.trials FIRST COUNT       one line before each mutant, one for each that is wrong
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
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

RUNNING, COMPILING = 1.0, 30.0  # seconds of CPU for what is the user's and for what is ours
HANGS = 60.0  # seconds by the clock
MEMORY = 8 << 30  # bytes of addresses for a process of mutants
BACKENDS = ("native", "interpreter")
TIMERS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}


class Late(BaseException):
    """The user's program does not end, or wants more memory than there is."""


class Refused(Exception):
    """Plain Python refuses the mutant, or compiling does, with the place."""


class Wrong(Exception):
    """What is wrong."""


@contextlib.contextmanager
def within(cpu: float, late: BaseException) -> Iterator[None]:
    """Raises ``late`` when so much work was done, and Wrong when nothing happens."""

    def stop(signum: int, _: Any) -> None:
        raise late if signum == signal.SIGPROF else Wrong("hangs")

    before = {signum: signal.signal(signum, stop) for signum in TIMERS}
    for timer, seconds in ((signal.ITIMER_PROF, cpu), (signal.ITIMER_REAL, HANGS)):
        signal.setitimer(timer, seconds)
    try:
        yield
    except MemoryError as error:
        raise Late from error
    finally:
        for signum, timer in TIMERS.items():
            signal.setitimer(timer, 0)
            signal.signal(signum, before[signum])


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
        problem = checked(path)
    finally:
        for side in (*BACKENDS, "plain"):
            sys.modules.pop(f"program_{folder.name}_{path.stem}_{side}", None)
    return f"mutant {number} of {name}: {problem}" if problem else ""


def checked(path: Path) -> str:
    """What is wrong with the program in that file."""
    try:
        ours, meant = (_on(path, backend) for backend in BACKENDS)
    except (Late, Refused):
        return ""
    except Wrong as wrong:
        return str(wrong)
    return "" if ours == meant else f"native: {ours}\n    interpreter: {meant}"


def _on(path: Path, backend: str) -> list[str]:
    """The outcomes of the runs."""
    with config.settings.override(backend=backend), _quietly(), _filled():
        module, made = _made(path, backend)
        compiled = _compiled(module, made, path)
        return [_run(compiled, producer, i) for i, producer in enumerate(getattr(module, "INPUTS", []))]


@contextlib.contextmanager
def _filled() -> Iterator[None]:
    """Tensors made without values hold NaN, not what the memory held: both backends see the same."""
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(False)


def _made(path: Path, backend: str) -> tuple[ModuleType, Any]:
    """What the program would compile, if plain Python has no objection."""
    try:
        with within(RUNNING, Late()):
            module = judge.load(path, anabranch, backend)
            torch.manual_seed(7)
            made = module.make() if hasattr(module, "make") else module.main
    except Exception as error:
        raise Refused from error
    if not isinstance(made, FunctionType | torch.nn.Module):
        raise Refused
    return module, made


def _compiled(module: ModuleType, made: Any, path: Path) -> Any:
    traced = getattr(module, "TRACE", False)  # compiling runs it
    try:
        with within(RUNNING, Late()) if traced else within(COMPILING, Wrong("compiling does not end")):
            return _traced(module, made) if traced else anabranch.script(made)
    except CompileError as error:
        is_about_the_module = not error.because and isinstance(made, torch.nn.Module)
        raise (Refused() if error.span or is_about_the_module else Wrong(f"no place: {error}")) from error
    except Wrong:
        raise
    except Exception as error:
        raise (Wrong(_shown("compiling raised", error)) if _is_ours(error, path) else Refused()) from error


def _traced(module: ModuleType, made: Any) -> Any:
    args, kwargs = judge.arguments((getattr(module, "OK_INPUTS", None) or module.INPUTS)[0], 0)
    examples = {"example_kwarg_inputs": kwargs} if kwargs else {"example_inputs": args}
    return anabranch.trace(made, **examples, check_trace=False)


def _run(compiled: Any, producer: Any, i: int) -> str:
    try:
        given = judge.arguments(producer, i)
    except Exception:
        return "no input"
    try:
        with within(RUNNING, Late()):
            result, printed = judge.call(compiled, given)
    except Wrong:
        raise
    except Exception as error:
        return f"raises {type(error).__name__}"
    return "gives " + _text(f"{result!r}{printed}")


def _text(text: str) -> str:
    """Without addresses, and whether a future is done yet."""
    return re.sub(r"<Future( \w+)?>| at 0x[0-9a-f]+", "", text)


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
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            print(f"at {number}", flush=True)
            problem = trial(number, Path(folder))
            if problem:
                print(f"wrong {problem}", flush=True)


if __name__ == "__main__":
    main()
