"""Types of the IR → the machine's types, one handle for each.

A handle lives as long as what uses it: a program, a class, a callable (``design/lifetimes.md``).  A nominal type keeps its
own, since its instances and members refer to that one.  Those in which nothing can die live for ever.
"""

from __future__ import annotations

from typing import Any

from ..base.owners import Living
from ..base.transactions import Table, in_transaction
from ..interp.values import named_tuple_class
from ..lang import types as T
from ..lang.nominal import ClassType, EnumType, InterfaceType, can_die
from .native import core

_SIMPLE: dict[T.Type, str] = {
    T.INT: "Int", T.FLOAT: "Float", T.BOOL: "Bool", T.COMPLEX: "Complex", T.STR: "Str", T.NONE: "None",
    T.NUMBER: "Number", T.ANY: "Any", T.DEVICE: "Device", T.GENERATOR: "Generator", T.STREAM: "Stream",
    T.STORAGE: "Storage", T.LAYOUT: "Layout", T.MEMORY_FORMAT: "MemoryFormat", T.QSCHEME: "QScheme", T.DTYPE: "Dtype",
    T.PYOBJECT: "PyObject",
    T.ANY_LIST: "List", T.ANY_TUPLE: "Tuple", T.ANY_CLASS: "Class", T.ANY_ENUM: "Any",
    T.ANY_DICT: "Dict", T.ANY_SET: "Set",
}  # fmt: skip
_KINDS: dict[type, str] = {
    T.ListType: "List", T.DictType: "Dict", T.SetType: "Set", T.TupleType: "Tuple", T.OptionalType: "Optional",
    T.UnionType: "Union", T.FutureType: "Future", T.VarType: "Any", T.FunctionType: "Function",
    ClassType: "Class", InterfaceType: "Interface", EnumType: "Enum",
}  # fmt: skip

Handle = Any  # _native.Type


class _Kept:
    """Where a handle is kept, by its type."""

    def __init__(self) -> None:
        self._lasting: dict[T.Type, Handle] = {}
        self._living: Living[T.Type, Handle] = Living(lambda handle: handle.ir_type)

    def get(self, t: T.Type) -> Handle | None:
        if isinstance(t, ClassType | InterfaceType | EnumType):
            return vars(t).get("_native")
        return self._lasting.get(t) or self._living.get(t)

    def __setitem__(self, t: T.Type, handle: Handle) -> None:
        if isinstance(t, ClassType | InterfaceType | EnumType):
            vars(t)["_native"] = handle
        elif can_die(t):
            self._living[t] = handle
        else:
            self._lasting[t] = handle


_handles: Table[T.Type, Handle] = Table(_Kept())


@in_transaction
def handle_of(t: T.Type) -> Handle:
    """The machine's type for ``t``; made once, with a class type's slots."""
    if isinstance(t, T.TensorType):
        t = T.TENSOR
    found = _handles.get(t)
    return found if found is not None else _make(t)


def kind_of(t: T.Type) -> str:
    """The machine's word for what ``t`` is (csrc/vm/types.h)."""
    if isinstance(t, T.TensorType):
        return "Tensor"
    return _SIMPLE.get(t) or next(_KINDS[c] for c in type(t).__mro__ if c in _KINDS)


def _make(t: T.Type) -> Handle:
    if isinstance(t, ClassType | InterfaceType):
        return _make_class(t)
    if isinstance(t, EnumType):
        return _make_enum(t)
    return _put(t, t.fields, named_tuple_class(t)) if isinstance(t, T.NamedTupleType) else _put(t)


def _put(t: T.Type, fields: tuple[str, ...] = (), python_class: type | None = None) -> Handle:
    params = [handle_of(p) for p in t.contained()]
    name = t.annotation_str or "NamedTuple"  # of an operator's results
    handle = core().make_type(kind_of(t), name, params, list(fields), t, python_class)
    _handles[t] = handle
    return handle


def _make_class(t: ClassType | InterfaceType) -> Handle:
    if isinstance(t, InterfaceType):
        return _put(t)
    handle = _put(t, (), t.python_class)  # before its slots: they may be of the same class
    attributes = t.attributes.values()
    lineage = [id(c) for c in t.python_class.__mro__] if t.python_class is not None and not t.is_module else []
    core().define_class(handle, t.is_module, [a.name for a in attributes], [handle_of(a.type) for a in attributes], lineage)
    return handle


def _make_enum(t: EnumType) -> Handle:
    handle = _put(t, (), t.python_class)
    if t.python_class is not None:
        members = {m.name: m for m in t.python_class}  # type: ignore[attr-defined]
        core().define_enum(handle, handle_of(t.value_type), members)
    return handle
