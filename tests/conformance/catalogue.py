"""The programs in a folder, and what their text says before they are loaded."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Program:
    name: str  # category/file
    path: Path

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def category(self) -> str:
        return self.name.partition("/")[0]

    @property
    def beyond(self) -> bool:
        """Says that torch.jit cannot run it, and perhaps why."""
        return re.search(r"^BEYOND\s*=\s*(True|\")", self.source, re.MULTILINE) is not None

    @property
    def title(self) -> str:
        return (ast.get_docstring(ast.parse(self.source)) or "").partition("\n")[0]


def find(root: Path = HERE, only: str = "") -> list[Program]:
    """All programs under ``root/programs`` whose name matches, by name."""
    files = sorted((root / "programs").glob("*/*.py"))
    programs = [Program(f"{file.parent.name}/{file.stem}", file) for file in files if not file.name.startswith("_")]
    return [program for program in programs if re.search(only, program.name)]
