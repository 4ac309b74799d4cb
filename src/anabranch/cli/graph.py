"""``anabranch graph``: a program's graph, or another form of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from ..bytecode.dump import dump
from ..bytecode.emit import emit
from . import main
from .targets import compiled, method

_WRITE: dict[str, Callable[[Any], str]] = {
    "graph": lambda f: str(f.graph),
    "inlined": lambda f: str(f.inlined_graph),
    "code": lambda f: f.code,
    "dot": lambda f: f.to_dot() if hasattr(f, "to_dot") else f.graph.to_dot(),
    "html": lambda f: f._repr_html_() if hasattr(f, "_repr_html_") else f.graph._repr_html_(),
    "bytecode": lambda f: _bytecode(f),
}


@main.graph.is_given
def graph(asked: argparse.Namespace) -> int:
    print(_WRITE[asked.form](method(compiled(asked.target), asked.method)).rstrip("\n"))
    return 0


def _bytecode(f: Any) -> str:
    function = f.forward.function if hasattr(f, "forward") else f.function
    return dump(emit(function))
