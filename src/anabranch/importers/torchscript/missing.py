"""Operators that the code of an archive calls and that are not there: found before any of it is compiled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...base.errors import CompileError
from ...ops import operators
from .own_operators import MEANINGS
from .sources import SourceFile, Sources
from .type_reader import qualified_name

_OF_PROFILERS = "code/__torch__/torch/autograd/profiler.py"  # what it defines is ours (``names``)
_CALL = re.compile(rb"(?<![\w.])(?:torch|ops\.(\w+))\.(\w+)\(")


def check_operators(sources: Sources) -> None:
    """Looks through the text, since most files are fine; where one looks wrong, at its syntax.  Raises CompileError."""
    for name, text in sources.texts():
        if name == _OF_PROFILERS:
            continue
        called = {(str(space or b"aten", "ascii"), str(name, "ascii")) for space, name in _CALL.findall(text)}
        if not all(_is_known(f"{space}::{name}") for space, name in called):
            _check(sources.file_named(name))


def _is_known(qualified: str) -> bool:
    return qualified in MEANINGS or operators.is_known(qualified)


def _check(file: SourceFile) -> None:
    for node, qualified in _calls(file):
        if not _is_known(qualified):
            raise unknown(qualified, file, node)


def _calls(file: SourceFile) -> Iterator[tuple[ast.Call, str]]:
    for definition in file.definitions.values():
        for node in ast.walk(definition):
            parts = qualified_name(node.func).split(".") if isinstance(node, ast.Call) else []
            if len(parts) == 2 and parts[0] == "torch":
                yield node, f"aten::{parts[1]}"  # type: ignore[misc]
            elif len(parts) == 3 and parts[0] == "ops":
                yield node, f"{parts[1]}::{parts[2]}"  # type: ignore[misc]


def unknown(qualified: str, file: SourceFile, node: ast.AST) -> CompileError:
    namespace = qualified.partition("::")[0]
    remedy = f"import the library that registers the operators of {namespace}, then load the archive"
    if namespace in ("aten", "prim"):
        remedy = "the PyTorch that saved the archive has it: load it with that one"
    return CompileError(f"there is no operator {qualified}", file.span(node), remedy=remedy)
