"""torch.compile takes a compiled function as one call in its graph: Dynamo is told of each, once it is there.

Importing Dynamo takes over a second, so nothing here does; when somebody else imports it, it is told of those that there are.
"""

from __future__ import annotations

import importlib.util
import sys
import weakref
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_NAME = "torch._dynamo"
_functions: weakref.WeakSet[Any] = weakref.WeakSet()


def is_one_call(function: Callable[..., Any]) -> None:
    """Called for each compiled function."""
    _functions.add(function)  # first: another thread may be telling
    if _import.has_ended:
        sys.modules[_NAME].allow_in_graph(function)


class _Import(MetaPathFinder):
    """Notices the import of Dynamo; the usual finders and loaders do it."""

    has_ended = _NAME in sys.modules

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != _NAME or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        loader: Any = None if spec is None else spec.loader
        if loader is not None:
            loader.exec_module = self._then_tell(loader.exec_module)
        return spec

    def _then_tell(self, execute: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
        def exec_module(module: ModuleType) -> None:
            execute(module)
            self.has_ended = True
            for function in list(_functions):
                module.allow_in_graph(function)

        return exec_module


_import = _Import()
if not _import.has_ended:
    sys.meta_path.insert(0, _import)
