"""Functions from source text that we write ourselves, readable by ``inspect`` and by tracebacks as if from a file."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from ...base.source import Text

_numbers = itertools.count()


def written_function(origin: str, name: str, text: str, scope: dict[str, Any]) -> FunctionType:
    """The function ``name`` that ``text`` defines, seeing ``scope``.  ``origin`` is shown as its file."""
    filename = f"<{origin}: {name} #{next(_numbers)}>"
    names = {**scope, Text.GLOBAL: Text(filename, text)}
    exec(compile(text, filename, "exec"), names)
    made: FunctionType = names[name]
    return made


def written_class(origin: str, name: str, texts: Mapping[str, str], scope: dict[str, Any]) -> type:
    """A class whose methods ``texts`` define."""
    made = {method: written_function(origin, method, text, scope) for method, text in texts.items()}
    for function in made.values():
        function.__module__, function.__qualname__ = "anabranch", f"{name}.{function.__name__}"
    return type(name, (), {**made, "__module__": "anabranch"})
