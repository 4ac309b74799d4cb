"""Compiles what a saved program needs and nothing has called yet, since there is no Python code behind a loaded one.

Of a module ``forward`` between its hooks, what is exported, and its properties; of a class every method that compiles.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..base.errors import CompileError
from ..base.transactions import run
from ..frontend.classes import methods
from ..frontend.classes.module_types import ModuleType
from ..frontend.modules import entry_points
from ..frontend.source import markers
from ..ir.kinds import CONTEXTS
from ..lang.nominal import ClassType
from ..lang.types import Type
from ..text.declarations import reachable

_ASKED = ("__len__", "__contains__", "__getitem__")  # what Python asks of a compiled module without a call of a method


def complete(types: Iterable[Type]) -> list[Type]:
    """Compiled methods may name further classes, so it looks again until there are none.  Returns all that there are."""
    roots, done = list(types), set[Type]()
    while True:
        found = reachable(roots)
        new = [t for t in found if t not in done]
        done.update(new)
        written = [t for t in new if isinstance(t, ClassType) and t.python_class is not None and t.name not in CONTEXTS]
        for t in written:
            _complete(t)
        if not written:
            return found


def _complete(t: ClassType) -> None:
    if isinstance(t, ModuleType):
        run(entry_points.compile_entry_points if t.hooks or t.pre_hooks else entry_points.compile_exports, t)
    for name in methods.public_names(t):
        found = methods.class_member(t, name)
        if isinstance(found, property):
            _property(t, name, found)
        elif (name in _ASKED or not isinstance(t, ModuleType)) and not markers.is_ignored(found):
            _compiles(t, name)


def _property(t: ClassType, name: str, found: property) -> None:
    if markers.is_ignored(found) or not _compiles(t, methods.getter_name(name)):
        return
    setter = f"__{name}_setter" if found.fset is not None and _compiles(t, f"__{name}_setter") else None
    t.properties[name] = methods.getter_name(name), setter


def _compiles(t: ClassType, name: str) -> bool:
    try:
        run(methods.by_name, t, name)
    except (CompileError, methods.NoSuchMethod):
        return False
    return True
