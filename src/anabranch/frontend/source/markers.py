"""Reads the marks on a user's functions, classes and attributes; torch.jit's marks count like ours.

``export``, ``ignore`` and ``unused`` leave one word on the function, in the attribute and spelling that torch.jit uses, so
that source which says ``torch.jit.ignore`` compiles unchanged.  Non-goal: the decorators themselves
(``anabranch.markers``).
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from typing import Any, Final

import torch

from ...base.errors import CompileError

MODIFIER = "_torchscript_modifier"
EXPORT = "export"
IGNORE = "ignore"
UNUSED = "unused"
DROP = "_drop"
DEFAULT = "default"


def modifier(function: Any) -> str:
    """The first word of the mark on a function, method or property: one of the constants above."""
    function = function.fget if isinstance(function, property) else function
    function = getattr(function, "__func__", function)
    marks = getattr(function, "__dict__", {})
    return str(marks.get(MODIFIER, DEFAULT)).split(" ", 1)[0]


def is_ignored(function: Any) -> bool:
    """Runs in Python, or must not be reached at all."""
    return modifier(function) in (IGNORE, UNUSED, DROP)


def runs_in_python(function: Any) -> bool:
    return modifier(function) == IGNORE


def is_exported(function: Any) -> bool:
    return modifier(function) == EXPORT


def is_interface(obj: Any) -> bool:
    """Whether a class is itself decorated with ``interface``."""
    return isinstance(obj, type) and "__torch_script_interface__" in vars(obj)


def is_final(annotation: Any) -> bool:
    """Whether an annotation is ``Final`` or ``Final[T]``, also as text."""
    if isinstance(annotation, str):
        return annotation.replace(" ", "").split("[", 1)[0].split(".")[-1] == "Final"
    return annotation is Final or typing.get_origin(annotation) is Final


DECLARED = "__anabranch_declared__"  # of a module, the types that its constructor gave in Attribute(value, type)


def is_attribute_mark(value: Any) -> bool:
    """Whether a value is ``Attribute(value, type)``."""
    return isinstance(value, tuple) and type(value).__name__ == "Attribute" and hasattr(value, "type")


def ignored_attributes(owner: type) -> frozenset[str]:
    """Names that the class asks us not to look at."""
    lists = ("__jit_ignored_attributes__", "__jit_unused_properties__")
    return frozenset(name for names in lists for name in declared_names(owner, names))


def declared_names(owner: Any, attribute: str) -> list[str]:
    """The names that a class or a module lists in an attribute: ``__constants__ = ["k"]``."""
    given = getattr(owner, attribute, ())
    names = list(given) if isinstance(given, Iterable) else [given]
    if not all(isinstance(name, str) for name in names):
        raise CompileError(f"'{attribute}' is {given!r}\nexpected a list of names")
    return names


# What nn.Module itself keeps in an instance; everything but ``training`` is machinery.
MODULE_MACHINERY = frozenset(vars(torch.nn.Module())) - {"training"}
