"""Where the compiling of a module begins: its ``forward``, with hooks around it, and what is marked ``export``."""

from __future__ import annotations

from ...ir.function import Function
from ..classes.methods import by_name, class_member, public_names
from ..classes.module_types import ModuleType
from ..source import markers
from ..source.class_members import plain_function
from . import hooks


def has_forward(t: ModuleType) -> bool:
    fn = plain_function(class_member(t, "forward"))
    return "forward" in t.methods or (fn is not None and not markers.is_ignored(fn))


def exported(t: ModuleType) -> list[str]:
    """The names of methods marked ``export``; of a loaded module all that it has."""
    if t.python_class is None:
        return list(t.methods)
    return [n for n in public_names(t) if markers.is_exported(class_member(t, n))]


def compile_entry_points(t: ModuleType) -> None:
    """Compiles ``forward`` and everything that is exported here or below.  Raises CompileError."""
    if has_forward(t):
        entry_point(t)
    compile_exports(t)


def compile_exports(t: ModuleType) -> None:
    """Compiles everything that is exported here or below.  Raises CompileError."""
    for name in exported(t):
        by_name(t, name)
    for _, inner in t.submodules():
        if isinstance(inner, ModuleType):
            compile_exports(inner)


def entry_point(t: ModuleType) -> Function:
    """What calling the module runs: ``forward``, or where it has hooks a function that runs them around it."""
    if t.entry:
        return by_name(t, t.entry)
    if t.hooks or t.pre_hooks:
        return hooks.entry_point(t)
    if not has_forward(t):
        raise NotImplementedError(f'Module [{t.name.rsplit(".", 1)[-1]}] is missing the required "forward" function')
    return by_name(t, "forward")
