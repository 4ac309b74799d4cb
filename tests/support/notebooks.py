"""Runs a notebook's cells in order, as a kernel would, and gives it their outputs.

``python -m support.notebooks FILE``, beside ``tests``, writes the outputs into the file.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import sys
import types
from pathlib import Path
from typing import Any


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs of this run."""
    module = types.ModuleType("notebook_cells")
    sys.modules[module.__name__] = module
    try:
        count, cells = 0, []
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                outputs = _outputs("".join(cell["source"]), f"<cell {count}>", module.__dict__)
                cell = {**cell, "execution_count": count, "outputs": outputs}
            cells.append(cell)
    finally:
        del sys.modules[module.__name__]
    return {**notebook, "cells": cells}


def _outputs(source: str, name: str, namespace: dict[str, Any]) -> list[dict[str, Any]]:
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # compiling reads sources from it
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, name, "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        outputs.append({"output_type": "display_data", "metadata": {}, "data": _shown(value)})
    return outputs


def _shown(value: Any) -> dict[str, Any]:
    if hasattr(value, "_repr_mimebundle_"):
        bundle: dict[str, Any] = value._repr_mimebundle_()
        return bundle
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    return {"text/plain": repr(value)} | ({"text/html": html} if html is not None else {})


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(json.dumps(run(json.loads(file.read_text())), indent=1, ensure_ascii=False) + "\n")
