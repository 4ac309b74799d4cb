"""What an IR value can do, by its type: attributes and methods, truth, length.  Nominal types: ``instances``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.graph import Value
from ..ir.schema import Argument, Schema
from ..ir.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    NONE,
    NUMBER,
    STR,
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
from ..ops import operators
from . import instances, methods_of_values
from .conversions import conversion_remedy
from .sugared import BuiltinValue, OperatorValue, SimpleValue, Sugared, TypeValue

if TYPE_CHECKING:
    from ..errors import CompileError
    from .emitter import Emitter

# Attributes of tensors (and devices) that are read, not called.
_TENSOR_PROPERTIES = frozenset(
    "dtype device grad data shape is_cuda is_xpu is_sparse is_sparse_csr is_mkldnn is_mps is_mtia is_quantized is_vulkan "
    "is_ipu is_meta is_maia is_nested is_leaf requires_grad layout T H mT mH ndim name real imag itemsize nbytes is_cpu "
    "retains_grad output_nr".split()
)


def attribute(e: Emitter, value: Value, name: str) -> Sugared:
    """``value.name``."""
    t = value.type()
    if instances.is_nominal(t):
        return instances.attribute(e, value, name)
    found = _own(e, value, t, name)
    if found is not None:
        return found
    raise _missing(e, t, name)


def _own(e: Emitter, value: Value, t: Type, name: str) -> Sugared | None:
    if isinstance(t, NamedTupleType) and name in t.fields:
        return _field(e, value, t, name)
    if isinstance(t, TensorType) and name in _TENSOR_PROPERTIES:
        return SimpleValue(_property(e, value, name))
    if t == DEVICE and name in ("type", "index"):
        return SimpleValue(e.operator_value(f"prim::{name}", [value]))
    if t == COMPLEX and name in ("real", "imag"):
        return e.operator(f"aten::{name}", [SimpleValue(value)])
    if isinstance(t, FutureType):
        return methods_of_values.of_future(value, name)
    special = methods_of_values.special(value, t, name)
    if special is not None:
        return special
    return _method(value, t, name)


def _property(e: Emitter, value: Value, name: str) -> Value:
    return e.operator_value(f"prim::{name}", [value])


def _field(e: Emitter, value: Value, t: NamedTupleType, name: str) -> Sugared:
    i = t.fields.index(name)
    if value.node().kind() == "prim::TupleConstruct":
        return SimpleValue(value.node().inputsAt(i))
    index = e.builder.constant(i)
    return SimpleValue(e.builder.emit("prim::TupleIndex", [value, index], t.items[i]))


def _method(value: Value, t: Type, name: str) -> Sugared | None:
    """An operator that takes such a value as ``self``, or first."""
    qualified = f"aten::{name}"
    if isinstance(t, TupleType | OptionalType | UnionType) or t == NONE:
        return None
    schemas = operators.overloads(qualified)
    if not schemas:
        return None
    if not any(s.arguments and _takes(_own_argument(s).type, t) for s in schemas):
        return None
    if isinstance(t, TensorType) and not any(a.name in ("self", "input") for s in schemas for a in s.arguments[:2]):
        if not isinstance(_own_argument(schemas[0]).type, TensorType):
            return None
    return methods_of_values.MethodOperator(qualified, value)


def _own_argument(schema: Schema) -> Argument:
    """``self``, wherever it stands: ``polygamma(n, self)``."""
    return next((a for a in schema.arguments if a.name == "self"), schema.arguments[0])


def _takes(formal: Type, t: Type) -> bool:
    if isinstance(formal, TensorType) or isinstance(t, TensorType):
        return isinstance(formal, TensorType) and isinstance(t, TensorType) or formal.kind() == "VarType"
    if isinstance(formal, ListType | DictType | SetType):
        return type(formal) is type(t)
    return formal == t or (formal == NUMBER and t in (INT, FLOAT, COMPLEX))


def _missing(e: Emitter, t: Type, name: str) -> CompileError:
    if isinstance(t, FutureType):
        return e.error(
            f"{t} has no attribute or method '{name}'", remedy="a Future is not its value: take it with wait(future)"
        )
    if isinstance(t, OptionalType):
        return e.error(f"'{name}' of a value that may be None (type {t})", remedy="check it first: `if x is not None:`")
    return e.error(f"a value of type '{t}' has no attribute or method '{name}'", remedy=_suggestion(t, name))


def _suggestion(t: Type, name: str) -> str:
    if isinstance(t, TensorType):
        import torch

        return _close(name, dir(torch.Tensor))
    if isinstance(t, UnionType):
        return "find out which type it is with isinstance first"
    python = str if t == STR else {ListType: list, DictType: dict, SetType: set}.get(type(t), object)
    return _close(name, dir(python))


def _close(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, 1) if len(name) >= 3 else []
    return f"did you mean '{close[0]}'?" if close else ""


def has_attribute(e: Emitter, value: Value, name: str) -> bool:
    """``hasattr(value, name)``."""
    t = value.type()
    if instances.is_nominal(t):
        return instances.has_attribute(e, value, name)
    if isinstance(t, NamedTupleType):
        return name in t.fields
    if isinstance(t, TensorType):
        import torch

        return hasattr(torch.Tensor, name)
    plain: dict[Type, type] = {INT: int, FLOAT: float, BOOL: bool, STR: str, NONE: type(None)}
    kinds: dict[type[Type], type] = {ListType: list, DictType: dict, TupleType: tuple, SetType: set}
    cls = plain.get(t) or kinds.get(type(t))
    return cls is not None and hasattr(cls, name)


def set_attribute(e: Emitter, value: Value, name: str, item: Sugared) -> None:
    """``value.name = item``."""
    t = value.type()
    if instances.is_nominal(t):
        instances.set_attribute(e, value, name, item)
    elif isinstance(t, TensorType) and name == "requires_grad":
        e.operator("aten::requires_grad_", [SimpleValue(value), item])
    elif isinstance(t, TensorType) and name in ("data", "grad"):
        raise e.error(f"assigning to .{name} of a tensor cannot be compiled", remedy="use copy_ under torch.no_grad()")
    else:
        raise e.error(f"cannot assign to attribute '{name}' of a value of type '{t}'")


def call(e: Emitter, value: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``value(...)``."""
    t = value.type()
    if instances.is_nominal(t):
        return instances.call(e, value, args, kwargs)
    raise e.error(f"cannot call a value of type '{t}'")


def length(e: Emitter, value: Value) -> Sugared:
    """``len(value)``."""
    t = value.type()
    if instances.is_nominal(t):
        return instances.length(e, value)
    if isinstance(t, TupleType):
        return e.constant(len(t.items))
    if isinstance(t, FutureType | OptionalType) or t in (INT, FLOAT, BOOL, NONE):
        raise e.error(f"a value of type '{t}' has no length", remedy=conversion_remedy(t, STR))
    return e.operator("aten::len", [SimpleValue(value)])


def truth_value(e: Emitter, value: Value) -> Value:
    """``bool(value)`` as a value."""
    t = value.type()
    if t == BOOL:
        return value
    if instances.is_nominal(t):
        for name in ("__bool__", "__len__"):
            found = instances.magic(e, value, name)
            if found is not None:
                return truth_value(e, found.as_value(e))
        return e.builder.constant(True)
    if isinstance(t, TupleType):
        return e.builder.constant(bool(t.items))
    if isinstance(t, ListType | DictType | SetType) or t == STR:
        return _is_not_empty(e, value)
    if t in (INT, FLOAT, COMPLEX, NUMBER) or isinstance(t, TensorType):
        return e.operator_value("aten::Bool", [value])
    remedy = conversion_remedy(t, BOOL)
    raise e.error(f"a value of type '{t}' cannot be a condition", expected="bool", got=str(t), remedy=remedy)


def _is_not_empty(e: Emitter, value: Value) -> Value:
    count = e.operator_value("aten::len", [value])
    return e.operator_value("aten::ne", [count, e.builder.constant(0)])


# -- types as values


def type_attribute(e: Emitter, item: TypeValue, name: str) -> Sugared:
    """``Type.name``: an unbound method, a static member."""
    from . import resolve, torch_names

    if name == "__name__":
        return e.constant(getattr(item.obj, "__name__", str(item.t)))
    found = getattr(item.obj, name, None)
    if found is None:
        raise e.error(f"{item.describe()} has no attribute '{name}'")
    operator = torch_names.tensor_method(found)
    if operator is not None:
        return OperatorValue(operator)
    if item.obj in (str, list, dict, int, float):
        return BuiltinValue(name, lambda e, args, kwargs: args[0].attr(e, name).call(e, args[1:], kwargs))
    return resolve.resolve(e, found, name)


def type_members(e: Emitter, item: TypeValue) -> list[Sugared]:
    raise e.error(f"{item.describe()} cannot be iterated over")
