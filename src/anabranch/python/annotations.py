"""Types as Python annotations."""

from __future__ import annotations

from ..base.errors import ExportError
from ..lang.nominal import ClassType, EnumType, InterfaceType
from ..lang.types import (
    ANY,
    ANY_DICT,
    ANY_LIST,
    ANY_SET,
    ANY_TUPLE,
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    GENERATOR,
    INT,
    NONE,
    NUMBER,
    STR,
    STREAM,
    CodeType,
    DictType,
    FutureType,
    ListType,
    NamedTupleType,
    OptionalType,
    SetType,
    TensorType,
    TupleType,
    Type,
    UnionType,
)
from .naming import Naming

_BUILTIN = {
    INT: "int", FLOAT: "float", BOOL: "bool", COMPLEX: "complex", STR: "str",
    ANY_LIST: "list", ANY_DICT: "dict", ANY_SET: "set", ANY_TUPLE: "tuple",
}  # fmt: skip
_TORCH = {DEVICE: "device", GENERATOR: "Generator", STREAM: "Stream"}
_GENERIC: dict[type, str] = {
    ListType: "List", DictType: "Dict", SetType: "Set", OptionalType: "Optional", UnionType: "Union", TupleType: "Tuple",
}  # fmt: skip


def annotation(naming: Naming, t: Type) -> str:
    """Raises ExportError for a type that no annotation says."""
    if t in _BUILTIN:
        return naming.builtin(_BUILTIN[t])
    if t in _TORCH:
        return f"{naming.module('torch')}.{_TORCH[t]}"
    if isinstance(t, CodeType):
        return naming.builtin("int")
    if t == NONE:
        return "None"
    if t == ANY:
        return naming.member("typing", "Any")
    if t == NUMBER:
        return naming.member("numbers", "Number")
    if isinstance(t, TensorType):
        return naming.member("torch", "Tensor")
    return _composed(naming, t)


def _composed(naming: Naming, t: Type) -> str:
    python_class = getattr(t, "python_class", None)
    if isinstance(t, NamedTupleType) and not t.name:  # the results of an operator
        return _composed(naming, TupleType(t.items))
    if isinstance(t, ClassType | EnumType | NamedTupleType | InterfaceType) and python_class is not None:
        if not isinstance(t, ClassType) or not t.is_module:
            return naming.python(python_class)
    elif isinstance(t, FutureType):
        return f"{naming.module('ab')}.Future[{annotation(naming, t.element)}]"
    elif type(t) in _GENERIC:
        items = ", ".join(annotation(naming, c) for c in t.contained())
        return f"{naming.member('typing', _GENERIC[type(t)])}[{items or '()'}]"
    raise ExportError(f"no annotation says {t}: it has no Python class", None, "look at .graph, or export what it is made from")


