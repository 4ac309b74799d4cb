"""``import`` inside a compiled function: carried out when compiling."""

from __future__ import annotations

import ast
import importlib
from typing import Any

from ...base.transactions import outside
from ..values.emitter import Emitter
from ..values.syntax import Rest, statement_of


@statement_of(ast.Import, ast.ImportFrom)
def _import(e: Emitter, node: ast.Import | ast.ImportFrom, rest: Rest) -> None:
    """An import inside a function binds what it would bind; the module must be there when compiling."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            module = _module(e, alias.name)
            top = _module(e, alias.name.split(".")[0])
            name = alias.asname or alias.name.split(".")[0]
            e.env.set(name, e.resolve(module if alias.asname else top, name))
        return
    if node.level:
        raise e.error("a relative import inside a compiled function cannot be resolved", remedy="import at module level")
    module = _module(e, node.module or "")
    for alias in node.names:
        found = getattr(module, alias.name, None)
        name = alias.asname or alias.name
        if found is None:
            raise e.error(f"cannot import {alias.name} from {node.module}")
        e.env.set(name, e.resolve(found, name))


def _module(e: Emitter, name: str) -> Any:
    try:
        with outside():
            return importlib.import_module(name)
    except ImportError as error:
        raise e.error(f"cannot import {name}: {error}") from error
