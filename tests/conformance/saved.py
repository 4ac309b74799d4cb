"""Programs that one process compiles and saves, and another one loads and judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.judge import Trial, prepare


def save(path: Path, jit: Any, folder: Path) -> None:
    """The compiled program, where it is one that compiles."""
    prepare()
    trial = Trial(path, jit)
    if trial.has("EXPECT", ("", ""))[0] != "compile":
        jit.save(trial.compile(), file_of(path, folder))


def judge(path: Path, jit: Any, folder: Path) -> None:
    """As `judge.judge`, of what was saved; ``check`` gets that, too."""
    prepare()
    if file_of(path, folder).exists():
        LoadedTrial(path, jit, file_of(path, folder)).run(eager=False)


def file_of(path: Path, folder: Path) -> Path:
    return folder / f"{path.parent.name}.{path.stem}.ab"


class LoadedTrial(Trial):
    def __init__(self, path: Path, jit: Any, file: Path) -> None:
        super().__init__(path, jit)
        self.file = file

    def compile(self) -> Any:
        return self.jit.load(self.file)
