"""Processes that run programs: one that crashes or hangs costs that program only."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from conformance.catalogue import Program

TESTS = Path(__file__).resolve().parents[1]
SOURCES = TESTS.parent / "src"
START = 180.0  # seconds to import torch and the library on a loaded machine
GRACE = 2.0  # after its time a process may still write where it hangs

Answer = dict[str, Any]  # status: pass, fail or skip; reason; seconds


class CannotStart(Exception):
    """The library under test cannot be imported."""


class Worker:
    """Runs programs one after the other in one process, which is replaced when it died or hung."""

    def __init__(self, jit: str, mode: Sequence[str] = (), variables: Mapping[str, str] | None = None) -> None:
        self._command = [sys.executable, "-m", "conformance.worker", jit, *mode]
        self._variables = variables or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: Connection[Any, Any]
        self._log: IO[bytes]

    def judge(self, program: Program, seconds: float) -> Answer:
        if self._process is None:
            self._start()
        try:
            self._wire.send((str(program.path), seconds))
            if self._wire.poll(seconds + GRACE):
                return self._wire.recv()
            why, patience = f"ran longer than {seconds:g} s", 0.0
        except (EOFError, OSError):
            why, patience = "the process died", GRACE
        status = self.close(patience)
        return {"status": "fail", "reason": f"{why} (status {status}) {self._last_words()}".strip(), "seconds": seconds}

    def close(self, patience: float = START) -> int:
        """Lets the process end, for a while; its exit status."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        self._wire.close()
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _start(self) -> None:
        self._wire, theirs = Pipe()
        self._log = tempfile.TemporaryFile()
        command = [*self._command[:3], str(theirs.fileno()), *self._command[3:]]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
                                         env=self._environment(), pass_fds=[theirs.fileno()])  # fmt: skip
        theirs.close()
        with contextlib.suppress(EOFError):
            if self._wire.poll(START) and (hello := self._wire.recv()) == "ready":
                return
            raise CannotStart(hello)
        self.close(GRACE)
        raise CannotStart(self._last_words())

    def _environment(self) -> dict[str, str]:
        """Operators on one thread: the programs are small, and other workers run beside this one."""
        path = os.pathsep.join([str(SOURCES), str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONPATH": path, **self._variables}

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace").strip()[-2000:]


def judge_all(programs: Iterable[Program], start: Callable[[], Worker], jobs: int, seconds: float) -> dict[str, Answer]:
    """Of each program what came out, by name."""
    waiting: queue.SimpleQueue[Program] = queue.SimpleQueue()
    for program in programs:
        waiting.put(program)
    answers: dict[str, Answer] = {}

    def serve() -> None:
        with contextlib.closing(start()) as worker, contextlib.suppress(queue.Empty):
            while True:
                program = waiting.get_nowait()
                answers[program.name] = worker.judge(program, seconds)

    with ThreadPoolExecutor(jobs) as threads:
        for served in [threads.submit(serve) for _ in range(jobs)]:
            served.result()
    return answers
