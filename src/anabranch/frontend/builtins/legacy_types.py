"""Tensor types of old: ``torch.FloatTensor(...)``, ``torch.Tensor(...)``, ``x.new(...)``, ``x.type(...)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from ...base.record import Record
from ...ir.graph import Value
from ...lang import codes
from ...lang.types import DTYPE, INT, NONE, STR, TENSOR, ListType, TensorType, TupleType
from ..lowering import literals
from ..lowering.spread import SpreadArguments
from ..source.annotations import is_legacy_type
from ..types.tensor_methods import add_methods
from ..values.arguments import Args, Kwargs, bind, declared
from ..values.emitter import Emitter
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared, constant_of
from ..values.type_values import TypeValue
from . import casts

_BY_NAME: dict[str, Any] = {f"{cls.__module__}.{cls.__name__}": cls for cls in torch._tensor_classes}


class Made(Record):
    """What a constructor makes: of sizes, of data, of another tensor that must be of type ``wanted`` (any where None)."""

    name: str
    empty: Callable[[Sugared], Sugared]
    dtype: Callable[[], Sugared]
    device: Sugared
    wanted: Sugared | None = None


def _make(e: Emitter, made: Made, args: Args) -> Sugared:
    """One call, read as PyTorch's legacy constructors read theirs."""
    ints = [a for a in args if a.type() == INT]
    if len(ints) == len(args):
        return made.empty(literals.list_of(e, ints or [e.constant(0)], INT))
    if len(args) != 1:
        raise e.error(f"{made.name}() takes sizes, or one sequence of data, or one tensor")
    t = args[0].type()
    if isinstance(t, TensorType):
        return _alias(e, args[0], made.wanted)
    if _is_size(args[0]):
        return made.empty(args[0])
    if not isinstance(t, ListType | TupleType):
        raise e.error(f"{made.name}(): the data must be a sequence, got {t}", remedy="use torch.tensor(value)")
    parts = args[0].items(e) if isinstance(t, TupleType) else None
    data = args[0] if parts is None else literals.list_of(e, parts, None if parts else INT)
    return e.operator("aten::tensor", [data], {"dtype": made.dtype(), "device": made.device})


def _is_size(item: Sugared) -> bool:
    """Whether a list of ints is a torch.Size in Python: the sizes of a tensor, or a part of them."""
    return isinstance(item, SpreadArguments) or (isinstance(item, SimpleValue) and _is_size_value(item.value))


def _is_size_value(value: Value) -> bool:
    node = value.node()
    if value.type() != ListType(INT):
        return False
    if node.kind() == "aten::slice":
        return _is_size_value(node.inputsAt(0))
    if node.kind() == "aten::add":  # Python adds tuples to sizes on either side
        return any(map(_is_size_value, node.inputs()))
    return node.kind() in ("aten::size", "aten::Size", "aten::sym_size")


def _alias(e: Emitter, other: Sugared, wanted: Sugared | None) -> Sugared:
    if wanted is not None:
        e.resolve(_check_type).call(e, [other, wanted], {})
    return e.operator("aten::alias", [other])


def _check_type(x: torch.Tensor, wanted: str) -> None:
    if x.type() != wanted:
        raise TypeError(f"expected a {wanted}, got a {x.type()}")


# -- torch.FloatTensor(...)


class LegacyType(TypeValue):
    """``torch.FloatTensor`` and the like."""

    takes_sizes = True

    def call(self, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        args, kwargs = bind(e, f"{self.obj.__name__}(*data, device=None)", args, kwargs)
        dtype = e.constant(codes.number(_cpu_dtype(e, self.obj)), DTYPE)
        device = kwargs.get("device", e.constant(torch.device("cpu")))
        return _make(e, _typed(e, type_name(self.obj), dtype, device), args)


def _typed(e: Emitter, name: str, dtype: Sugared, device: Sugared) -> Made:
    options = {"dtype": dtype, "device": device}
    return Made(name, lambda sizes: e.operator("aten::empty", [sizes], options), lambda: dtype, device, e.constant(name))


def type_name(cls: Any) -> str:
    return f"{cls.__module__}.{cls.__name__}"


def _cpu_dtype(e: Emitter, cls: Any) -> torch.dtype:
    """The dtype of a type of dense tensors on the CPU; the others are refused."""
    if cls.is_cuda or cls.is_sparse:
        device = '"cuda"' if cls.is_cuda else "..."
        raise e.error(
            f"{type_name(cls)} cannot be used in compiled code: types name no device",
            remedy=f"use torch.tensor(..., device={device}), x.to({device}, {cls.dtype}), or torch.sparse_coo_tensor",
        )
    return cls.dtype  # type: ignore[no-any-return]


@resolver(Rank.KNOWN)
def _legacy_type(e: Emitter, obj: Any, name: str) -> Sugared | None:
    return LegacyType(TENSOR, obj) if is_legacy_type(obj) else None


def _tensor(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """``torch.Tensor(...)``: of the default dtype."""
    device = kwargs.get("device", e.constant(torch.device("cpu")))
    made = Made(
        "torch.Tensor",
        lambda sizes: e.operator("aten::empty", [sizes], {"device": device}),
        lambda: e.operator("aten::get_default_dtype", []),
        device,
    )
    return _make(e, made, args)


casts.CONSTRUCTORS[torch.Tensor] = declared("Tensor(*data, device=None)", _tensor)


# -- methods


def _new(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    """``x.new(...)``: of the dtype and on the device of ``x``."""
    x = SimpleValue(value)
    made = Made(
        "new",
        lambda sizes: e.operator("aten::new_empty", [x, sizes]),
        lambda: e.operator("prim::dtype", [x]),
        e.operator("prim::device", [x]),
        e.operator("prim::type", [x]),
    )
    return _make(e, made, args)


def _type(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    """``x.type()`` is the type's name, ``x.type(t)`` the tensor as another one: a dtype, a legacy type, or its name."""
    if not args or args[0].type() == NONE:
        return e.operator("prim::type", [SimpleValue(value)])
    blocking = args[1] if len(args) == 2 else e.constant(False)
    wanted = args[0]
    found = _wanted(e, wanted)
    if codes.as_ints(found.value.type()) != INT:
        raise e.error(f"type() takes a dtype or a type of tensors, got {wanted.describe()}")
    device = [] if found.value.type() == DTYPE and wanted.type() == DTYPE else [e.constant(torch.device("cpu"))]
    return e.operator("aten::to", [SimpleValue(value), *device, found, blocking])


def _wanted(e: Emitter, wanted: Sugared) -> SimpleValue:
    """The dtype that is asked for."""
    known, name = constant_of(wanted)
    if known and isinstance(name, str):
        if name not in _BY_NAME and name != "torch.Tensor":
            raise e.error(f"invalid type: '{name}'", remedy="use a dtype: x.to(torch.float32)")
        wanted = e.resolve(_BY_NAME.get(name, torch.Tensor))
    if isinstance(wanted, LegacyType):
        return e.constant(codes.number(_cpu_dtype(e, wanted.obj)), DTYPE)
    if isinstance(wanted, TypeValue) and wanted.obj is torch.Tensor:
        return e.operator("aten::get_default_dtype", [])
    if wanted.type() == STR:
        return e.operator("prim::dtype_of_type", [wanted])
    return SimpleValue(wanted.as_value(e))


add_methods({"new(*data)": _new, "type(dtype=None, non_blocking=False)": _type})
