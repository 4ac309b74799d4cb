"""Writes what C++ reads of the instruction set: ``instructions_header.py src/anabranch/bytecode/instructions.py OUT.inc``.

CMake runs it whenever the table changes; it needs nothing but Python.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def load(path: str) -> Any:
    """The table, without the package it belongs to."""
    spec = importlib.util.spec_from_file_location("instructions", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["instructions"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


def enumerator(kind: str) -> str:
    return kind.title().replace("_", "")


def macro(name: str, entries: Iterable[str]) -> str:
    return " \\\n".join([f"#define {name}(X)", *(f"  X({entry})" for entry in entries)])


def row(i: Any) -> str:
    operands = [
        f"{{Place::{o.place}, Kind::{enumerator(o.kind)}, {str('<' in o.direction).lower()}, {str('>' in o.direction).lower()}}}"
        for o in i.operands
    ]
    return ", ".join([i.name, str(i.ends).lower(), *operands])


def spelling(i: Any) -> str:
    """What the instruction takes, in full: archives have it (archive/native_program.py)."""
    return " ".join([i.name, *(f"{o.place}{o.direction}{o.kind}" for o in i.operands)])


def text(table: Any) -> Iterator[str]:
    every = list(table.INSTRUCTIONS.values())
    functions = [i for i in every if i.function]
    yield "// Written by tools/instructions_header.py from src/anabranch/bytecode/instructions.py."
    yield f'#define ANABRANCH_INSTRUCTIONS_FINGERPRINT "{table.FINGERPRINT}"'
    yield macro("ANABRANCH_KINDS", map(enumerator, table.KINDS))
    yield macro("ANABRANCH_INSTRUCTIONS", map(row, every))
    yield macro("ANABRANCH_SPELLINGS", (f'"{spelling(i)}"' for i in every))
    yield macro("ANABRANCH_FUNCTIONS", (f"{i.name}, {i.function}" for i in functions if not i.long))
    yield macro("ANABRANCH_LONG_FUNCTIONS", (f"{i.name}, {i.function}" for i in functions if i.long))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("\n\n".join(text(load(sys.argv[1]))) + "\n", encoding="utf-8")
