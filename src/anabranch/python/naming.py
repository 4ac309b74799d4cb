"""What a text names besides its own variables: modules, classes, Python functions, compiled functions, constants.

A parameter keeps its name, since callers may say it; everything else gives way.  Non-goal: variables (``writer``).
"""

from __future__ import annotations

import builtins
import itertools
import keyword
import sys
from collections.abc import Iterable
from types import MethodType
from typing import Any

import torch

from ..base.code_constants import CodeConstants
from ..ir.function import Function

_WORDS = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "CONSTANTS"}
_MODULES = {"ab": "anabranch"}


class Naming:
    """The globals of one text.  ``locals`` are all names that its functions use."""

    def __init__(self, functions: Iterable[Function], parameters: Iterable[str] = ()) -> None:
        self.parameters = {a.name for f in functions for a in f.schema.arguments} | set(parameters)
        self.constants = CodeConstants()
        self.locals: set[str] = set()
        self.given: dict[str, None] = {}  # names of what only CONSTANTS has
        self.imports: dict[str, None] = {}
        self.values: dict[str, str] = {}  # text of a value → the global that holds it
        self._names: dict[Any, str] = {}
        self._taken: set[str] = set()

    def is_free(self, name: str) -> bool:
        return name not in _WORDS and name not in self._taken and name not in self.parameters

    def fresh(self, stem: str) -> str:
        """A global's name that nothing else has."""
        stem = stem if stem.isidentifier() else "_".join(filter(str.isidentifier, stem)) or "f"
        names = itertools.chain([stem], (f"{stem}_{i}" for i in itertools.count()))
        name = next(n for n in names if self.is_free(n) and n not in self.locals)
        self._taken.add(name)
        return name

    def module(self, name: str) -> str:
        """``torch``, ``ab``, ``math``: what the text calls the module."""
        if name not in self._names:
            self._names[name] = called = self.fresh(name)
            module = _MODULES.get(name, name)
            self.imports[f"import {module}" if called == module else f"import {module} as {called}"] = None
        return self._names[name]

    def builtin(self, name: str) -> str:
        return f"{self.module('builtins')}.{name}" if name in self.parameters else name

    def member(self, module: str, name: str) -> str:
        """What ``from module import name`` gives."""
        key = (module, name)
        if key not in self._names:
            self._names[key] = called = self.fresh(name)
            self.imports[f"from {module} import {name}" + ("" if called == name else f" as {called}")] = None
        return self._names[key]

    def python(self, obj: Any) -> str:
        """A class or function: imported, or one of the constants where no import reaches it."""
        if isinstance(obj, MethodType):
            owner = self.python(obj.__self__)
            return owner if obj.__name__ == "__call__" else f"{owner}.{obj.__name__}"
        module, path = getattr(obj, "__module__", None) or "", getattr(obj, "__qualname__", "") or ""
        if module == "builtins":
            return self.builtin(path)
        if _is_reached(obj, module, path):
            first, *rest = path.split(".")
            return ".".join([self.member(module, first), *rest])
        if id(obj) not in self._names:
            name = self.fresh(getattr(obj, "__name__", None) or type(obj).__name__)
            self._names[id(obj)] = name
            self.given[name] = None
            setattr(self.constants, name, obj)
        return self._names[id(obj)]

    def tensor(self, value: torch.Tensor) -> str:
        return f"CONSTANTS.{self.constants.tensor(value)}"

    def value(self, stem: str, text: str) -> str:
        """A global that holds a value which no literal gives."""
        if text not in self.values:
            self.values[text] = self.fresh(stem)
        return self.values[text]

    def function(self, function: Function) -> str:
        if function not in self._names:
            self._names[function] = self.fresh(function.name)
        return self._names[function]

    def header(self) -> list[str]:
        modules = sorted(self.imports, key=lambda line: (line.startswith("from"), line))
        given = [f"{name} = CONSTANTS.{name}" for name in self.given]
        values = [f"{name} = {text}" for text, name in self.values.items()]
        return [*modules, *([""] if given or values else []), *given, *values]


def _is_reached(obj: Any, module: str, path: str) -> bool:
    found: Any = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    return found is obj and module.replace(".", "_").isidentifier()
