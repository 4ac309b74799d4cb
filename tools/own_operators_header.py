"""Writes the language's own operators for readers of archives: ``own_operators_header.py OUT.inc``; CMake runs it.

A row is the qualified name, the kernel, and the kinds of types of arguments and results (csrc/host/own_operators.h).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from anabranch.lang.types import NUMBER, OptionalType, Type, UnionType
from anabranch.ops import OWN_OPS
from anabranch.ops.table import Row
from anabranch.runtime.native_types import kind_of


def kinds(t: Type) -> list[str]:
    if isinstance(t, OptionalType):
        return [*kinds(t.element), "None"]
    if isinstance(t, UnionType):
        return [k for m in t.members for k in kinds(m)]
    return ["Int", "Float", "Bool", "Complex"] if t == NUMBER else [kind_of(t)]


def all_kinds(types: Iterable[Type]) -> str:
    return " ".join("|".join(dict.fromkeys(kinds(t))) for t in types)


def text(row: Row) -> str:
    schema = row.schema
    arguments = "*" if schema.is_vararg else all_kinds(a.type for a in schema.arguments)
    return f'  X("{row.qualified}", "{row.native}", "{arguments}", "{all_kinds(r.type for r in schema.returns)}")'


if __name__ == "__main__":
    rows = [text(row) for row in OWN_OPS.rows if row.native]
    content = " \\\n".join(["#define ANABRANCH_OWN_OPERATORS(X)", *rows])
    Path(sys.argv[1]).write_text(f"// Written by tools/own_operators_header.py from src/anabranch/ops.\n{content}\n", encoding="utf-8")
