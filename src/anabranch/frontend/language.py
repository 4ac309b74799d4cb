"""The whole language: imports every file that registers a meaning, and checks that none is missing.

Importing any part of ``frontend`` imports this file, so no registry is ever half full.
"""

from __future__ import annotations

import ast

from . import (
    assignment,
    augmented,
    call_syntax,
    comprehensions,
    contexts,
    exceptions,
    expressions,
    imports,
    literals,
    local_functions,
    loops,
    returns,
    selection,
    statements,
    strings,
    subscripts,
)
from .syntax import EXPRESSIONS, STATEMENTS
from .unsupported import REFUSED

PARTS = (
    assignment, augmented, call_syntax, comprehensions, contexts, exceptions, expressions, imports, literals,
    local_functions, loops, returns, selection, statements, strings, subscripts,
)  # fmt: skip


def check() -> None:
    """Raises AssertionError for a kind of Python's syntax that is neither written nor refused."""
    for base, writers in ((ast.expr, EXPRESSIONS), (ast.stmt, STATEMENTS)):
        kinds = {kind.__name__ for kind in base.__subclasses__()}
        missing = kinds - {kind.__name__ for kind in writers} - REFUSED
        assert not missing, f"nothing writes {sorted(missing)}"


check()
