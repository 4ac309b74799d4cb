"""Deep values through every operation, each case in a process of its own: `python -m deep [--share I/N] [--only TEXT]`.

Prints one line of JSON for each case that went wrong, and at last how many ran, went wrong, and were refused when compiling,
because the language does not have the operation on this kind of value.  A case is one kind of value and one
operation: it must give a result, or a RecursionError with its place: in the main thread, in a thread with a small stack, in
a task, below a deep Python caller, with the value as argument, attribute and result.  The processes are forks of one that
has imported torch, which takes longer than a case.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import faulthandler
import gc
import importlib.util
import io
import json
import os
import pickle
import resource
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import anabranch as ab
from anabranch.base.errors import CompileError
from deep.nests import NESTS, Nest
from deep.operations import names, source

SHALLOW = 3
CPU_LIMIT, LIMIT = 60, 900  # seconds: then a case hangs
SMALL_STACK = 512 * 1024
REFUSED = 77  # the exit status of a case that does not compile


def main() -> int:
    options = arguments()
    ab.script(warm)  # loads the compiler and the core
    gc.freeze()  # else each child's collector walks through all of torch
    index, share = map(int, options.share.split("/"))
    wrong = done = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for i, nest in enumerate(NESTS):
            for j, name in enumerate(names()):
                if (i + j) % share != index or options.only not in f"{nest.name}: {name}":
                    continue
                done += 1
                levels = options.objects or options.deep if nest.classes else options.deep
                problem = in_child(lambda: case(nest, name, Path(folder), levels))
                if problem is None:
                    refused += 1
                elif problem:
                    wrong += 1
                    print(json.dumps([nest.name, name, problem]), flush=True)
    print(json.dumps([done, wrong, refused]))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", default="0/1", help="of the cases: the I-th of every N")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--deep", type=int, default=20_000, help="levels: 26 bytes of the small stack for each")
    parser.add_argument("--objects", type=int, default=0, help="levels of objects, which take longer to make and more stack")
    return parser.parse_args()


def warm(x: int) -> int:
    return x


def in_child(run: Callable[[], None]) -> str | None:
    """What went wrong; the empty string if nothing did; nothing if the case does not compile."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 2)
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
            faulthandler.enable()
            faulthandler.dump_traceback_later(LIMIT, exit=True)
            code = 1
            try:
                run()
                code = 0
            except CompileError:
                code = REFUSED
            except BaseException:
                sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == REFUSED:
            return None
        said.seek(0)
        return "" if status == 0 else f"status {status}: " + said.read().decode(errors="replace")[-800:]


# -- one case


def case(nest: Nest, name: str, folder: Path, deep: int) -> None:
    module = load(folder / "case.py", nest.source + source(name, nest.built))
    compiled = {n: ab.script(getattr(module, n)) for n in ("inside", "in_task", "build", "back")}
    inside = compiled["inside"]
    survives("main thread", lambda: inside(deep))
    survives("small thread", lambda: in_thread(lambda: inside(deep)))
    survives("task", lambda: compiled["in_task"](deep))
    survives("deep caller", lambda: below(800, lambda: inside(deep)))
    survives("result", lambda: result(compiled["build"](deep)))
    survives("argument", lambda: result(compiled["back"](module.build(900))))
    survives("attribute", lambda: attribute(module, deep))


def load(path: Path, text: str) -> ModuleType:
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("deep_case", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["deep_case"] = module
    spec.loader.exec_module(module)
    return module


def survives(place: str, call: Callable[[], Any]) -> None:
    print(place, file=sys.stderr, flush=True)
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            call()
        except RecursionError as error:
            assert str(error).startswith("maximum recursion depth exceeded"), error
        except (ValueError, KeyError, AssertionError, TypeError) as error:
            assert place == "attribute" or getattr(error, "__notes__", None), f"no place in {error!r}"


def in_thread(call: Callable[[], Any]) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:
            errors.append(error)

    before = threading.stack_size(SMALL_STACK)
    thread = threading.Thread(target=run)
    thread.start()
    threading.stack_size(before)
    thread.join()
    for error in errors:
        raise error


def below(frames: int, call: Callable[[], Any]) -> Any:
    return call() if frames == 0 else below(frames - 1, call)


def result(value: Any) -> None:
    """What Python does with a value that compiled code gave."""
    for use in (repr, str, copy.copy, copy.deepcopy, pickle.dumps, hash, lambda v: v == copy.copy(v), lambda v: [v] < [v]):
        with contextlib.suppress(RecursionError, TypeError, AttributeError, pickle.PicklingError):
            use(value)


def attribute(module: ModuleType, deep: int) -> None:
    try:
        box = ab.script(module.Box(module.build(SHALLOW)))
    except CompileError:
        return
    box.value = ab.script(module.build)(deep)
    box(deep)
    result(box.value)


if __name__ == "__main__":
    sys.exit(main())
