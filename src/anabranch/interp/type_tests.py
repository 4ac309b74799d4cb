"""``isinstance`` on values of the interpreter: whether a value is one of a static type."""

from __future__ import annotations

from typing import Any

import torch

from ..base.futures import Future
from ..lang import types as T
from ..lang.nominal import ClassType, EnumType, InterfaceType
from .values import Instance, named_tuple_class

_PYTHON: dict[T.Type, tuple[type, ...]] = {
    T.INT: (int,), T.FLOAT: (float,), T.BOOL: (bool,), T.COMPLEX: (complex,), T.STR: (str,), T.NONE: (type(None),),
    T.NUMBER: (int, float, complex), T.DEVICE: (torch.device,), T.GENERATOR: (torch.Generator,), T.ANY_LIST: (list,),
    T.ANY_TUPLE: (tuple,), T.DTYPE: (torch.dtype,), T.LAYOUT: (torch.layout,), T.MEMORY_FORMAT: (torch.memory_format,),
    T.QSCHEME: (torch.qscheme,), T.ANY_DICT: (dict,), T.ANY_SET: (set,), T.ANY_CLASS: (Instance,),
}  # fmt: skip


def has_type(x: Any, t: T.Type) -> bool:
    """Whether ``x`` is a ``t``.  The elements of containers decide, since Python's containers have no static type."""
    if t == T.ANY:
        return True
    if t in _PYTHON:
        return isinstance(x, _PYTHON[t]) and (not isinstance(x, bool) or t == T.BOOL)
    if isinstance(t, T.TensorType):
        return isinstance(x, torch.Tensor)
    if isinstance(t, T.OptionalType | T.UnionType):
        return any(has_type(x, m) for m in T.none_members(t))
    return _is_container(x, t) or _is_object(x, t)


def _is_container(x: Any, t: T.Type) -> bool:
    if isinstance(t, T.ListType):
        return isinstance(x, list) and all(has_type(item, t.element) for item in x)
    if isinstance(t, T.SetType):
        return isinstance(x, set) and all(has_type(item, t.element) for item in x)
    if isinstance(t, T.DictType):
        return isinstance(x, dict) and all(has_type(k, t.key) and has_type(v, t.value) for k, v in x.items())
    return isinstance(t, T.TupleType) and _is_tuple(x, t)


def _is_tuple(x: Any, t: T.TupleType) -> bool:
    cls = named_tuple_class(t) if isinstance(t, T.NamedTupleType) else tuple
    items = x if isinstance(x, cls) and isinstance(x, tuple) else None
    return items is not None and len(items) == len(t.items) and all(map(has_type, items, t.items))


def _is_object(x: Any, t: T.Type) -> bool:
    if isinstance(t, T.FutureType):
        return isinstance(x, Future)
    if isinstance(t, ClassType):
        return isinstance(x, Instance) and _is_derived(x.type, t)
    if isinstance(t, InterfaceType):
        return isinstance(x, Instance) and x.type.isSubtypeOf(t)
    return isinstance(t, EnumType) and t.python_class is not None and isinstance(x, t.python_class)


def _is_derived(t: ClassType, base: ClassType) -> bool:
    if t is base:
        return True
    return t.python_class is not None and base.python_class is not None and issubclass(t.python_class, base.python_class)
