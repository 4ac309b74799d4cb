"""Programs that one process compiles and saves, and another one loads and judges."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from conformance.comparison import same
from conformance.judge import Trial, prepare

TEXT = "graph.txt"
FROM_TORCH_JIT = b"compiled by torch.jit"


def save(path: Path, jit: Any, folder: Path) -> None:
    """The compiled program, where it is one that compiles."""
    prepare()
    trial = Trial(path, jit)
    if trial.has("EXPECT", ("", ""))[0] != "compile":
        compiled = trial.compile()
        text = graph_text(compiled) if jit.__name__ != "torch.jit" else FROM_TORCH_JIT.decode()
        jit.save(compiled, str(file_of(path, folder)), {TEXT: text})


def graph_text(compiled: Any) -> str:
    """Its graph, without what each process has of its own: names of sources that are in no file, numbers of types."""
    return re.sub(r"# <.*|___torch_mangle_\d+\.", "", str(compiled.graph))


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
        files = {TEXT: b""}
        loaded = self.jit.load(self.file, _extra_files=files)
        if not files[TEXT].startswith(FROM_TORCH_JIT):
            same(graph_text(loaded), files[TEXT].decode(), "the graph")
        return loaded
