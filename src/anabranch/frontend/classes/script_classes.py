"""The type of a user's plain Python class: which classes compile, and what their instances hold.

The attributes of a class are those its ``__init__`` assigns, and those annotated in its body.  Compiling ``__init__``
declares them, so a type is *open* until that is done.  Non-goal: what a program does with classes (``class_values``).
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import sys
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    FunctionType,
    MethodDescriptorType,
    WrapperDescriptorType,
)

import torch

from ...analysis.reachable import are_current
from ...base.errors import CompileError
from ...base.owners import OfClasses
from ...base.transactions import Table, in_transaction
from ...lang.nominal import ClassType
from ..source import markers
from ..source.class_members import member_of
from ..source.class_source import class_annotations, init_annotations
from ..source.class_types import type_of_classes
from ..source.markers import is_final
from ..source.names import claim_name, qualified_name, release_name
from . import methods


class ScriptClass(ClassType, eq=False):
    """``open``: ``__init__`` is still being compiled, and may declare attributes."""

    open: bool = True


def can_compile(cls: type) -> bool:
    """Whether instances of ``cls`` can be values: a class written in Python by a user, with plain bases."""
    if not isinstance(cls, type) or cls is object or issubclass(cls, _FOREIGN) or markers.is_interface(cls):
        return False
    return all(base is object or _is_written(base) for base in cls.__mro__)


_FOREIGN = (torch.nn.Module, torch.Tensor, enum.Enum, BaseException, type, dict, list, str, tuple, set, int, float)
_FROM_C = (MethodDescriptorType, WrapperDescriptorType, ClassMethodDescriptorType, BuiltinFunctionType)


def _is_written(cls: type) -> bool:
    """Written in Python, and not part of Python itself."""
    if cls.__module__.split(".")[0] in sys.stdlib_module_names:
        return False
    return cls.__flags__ & _HEAP_TYPE != 0 and not any(isinstance(m, _FROM_C) for m in vars(cls).values())


_HEAP_TYPE = 1 << 9


_types: Table[type, ScriptClass] = Table(OfClasses("__anabranch_class__"))


@type_of_classes(can_compile)
@in_transaction
def class_type(cls: type) -> ScriptClass:
    """The one type of ``cls``, with its attributes declared.  Raises CompileError."""
    known: ScriptClass | None = _types.get(cls)
    if known is not None and not known.open and not are_current(known.methods.values()):
        known = _types.forget(cls, known)
    if known is not None:
        return known
    t = _types[cls] = _declare(cls)
    try:
        _compile_constructor(t)
    except BaseException:
        del _types[cls]
        release_name(t.name)
        raise
    _compile_relations(t)
    return t


def _declare(cls: type) -> ScriptClass:
    if not can_compile(cls):
        raise CompileError(f"class {cls.__qualname__} cannot be compiled", remedy="use a plain class, without foreign bases")
    t = ScriptClass(qualified_name(cls), python_class=cls)
    t.name = claim_name(t.name, t)
    return t


def _compile_constructor(t: ScriptClass) -> None:
    assert t.python_class is not None
    for name, declared in {**class_annotations(t.python_class), **init_annotations(t.python_class)}.items():
        if not is_final(declared.annotation) and not _is_class_variable(t.python_class, name):
            t.add_attribute(name, declared.type())
    constructor = member_of(t.python_class, "__init__")
    if constructor is not None:
        methods.compiled(t, constructor, "__init__")
    t.open = False


def _compile_relations(t: ScriptClass) -> None:
    """What containers ask of their items when they sort, search and hash; a program does not name these methods."""
    assert t.python_class is not None
    for name in ("__eq__", "__hash__", "__lt__", "__le__", "__gt__", "__ge__"):
        found = member_of(t.python_class, name)
        if isinstance(found, FunctionType):
            with contextlib.suppress(CompileError):  # an error where the program itself calls it
                methods.compiled(t, found, name)


def _is_class_variable(cls: type, name: str) -> bool:
    """Annotated with a value in the body of a class that is no dataclass: a constant unless ``__init__`` sets it."""
    return not dataclasses.is_dataclass(cls) and name in vars(cls) and name not in init_annotations(cls)
