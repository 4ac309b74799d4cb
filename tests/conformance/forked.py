"""Programs whose calls are forks from plain Python that are waited for: they give what calls give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.comparison import Mismatch
from conformance.judge import Trial, prepare


def judge(path: Path, jit: Any) -> None:
    """As `judge.judge`; where a program compiles and runs on the machine its calls are tasks."""
    prepare()
    ForkedTrial(path, jit).run(eager=False)


class Forked:
    """Looks like what was compiled; a call of it is a fork and a wait."""

    def __init__(self, jit: Any, compiled: Any) -> None:
        self._jit, self._compiled = jit, compiled

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from anabranch.runtime import backend

        before = backend().tasks()
        future = self._jit.fork(self._compiled, *args, **kwargs)
        if backend().name == "native" and backend().tasks() == before:
            raise Mismatch("the fork made no task")
        return self._jit.wait(future)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)


class ForkedTrial(Trial):
    def agree(self, compiled: Any, eager: Any, group: str) -> None:
        super().agree(Forked(self.jit, compiled), eager, group)

    def fail(self, compiled: Any, pattern: str) -> None:
        super().fail(Forked(self.jit, compiled), pattern)
