"""What dtypes, layouts, memory formats and qschemes are called and tell: ints in the language; the legacy types of tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch

from ..lang.codes import NUMBERED, dtype_of, number, of_number
from ..lang.scalar_types import SCALAR_TYPE_NAMES
from .table import own


def _name(kind: type) -> Callable[[int], str]:
    return lambda code: str(of_number(kind, code))


own("raises prim::dtype_name(int code) -> str", native="dtype_name")(_name(torch.dtype))
own("raises prim::layout_name(int code) -> str", native="layout_name")(_name(torch.layout))
own("raises prim::memory_format_name(int code) -> str", native="memory_format_name")(_name(torch.memory_format))
own("raises prim::qscheme_name(int code) -> str", native="qscheme_name")(_name(torch.qscheme))


# In Any and unions they are objects; ``kind`` is the place in NUMBERED.


@own("""
    raises prim::code_object(int code, int kind) -> Any
    raises prim::code_object.optional(int? code, int kind) -> Any
""", native="code_object")
def _code_object(code: int | None, kind: int) -> Any:
    if not 0 <= kind < len(NUMBERED):
        raise ValueError(f"there is no kind of dtypes with the number {kind}")
    return None if code is None else of_number(NUMBERED[kind], code)


@own("""
    raises prim::code_number(Any object) -> int
    raises prim::code_number.optional(Any object) -> int?
""", native="code_number")
def _code_number(obj: Any) -> int | None:
    if obj is None:
        return None
    if not isinstance(obj, NUMBERED):
        raise TypeError("expected a dtype, layout, memory format or qscheme")
    return number(obj)


def _of_dtype(name: str) -> Callable[[int], Any]:
    ask = operator.attrgetter(name)
    return lambda code: ask(dtype_of(code))


own("raises prim::dtype_itemsize(int code) -> int", native="dtype_itemsize")(_of_dtype("itemsize"))
own("raises prim::dtype_is_floating_point(int code) -> bool", native="dtype_is_floating_point")(
    _of_dtype("is_floating_point")
)
own("raises prim::dtype_is_complex(int code) -> bool", native="dtype_is_complex")(_of_dtype("is_complex"))
own("raises prim::dtype_is_signed(int code) -> bool", native="dtype_is_signed")(_of_dtype("is_signed"))
own("raises prim::dtype_to_real(int code) -> ScalarType", native="dtype_to_real")(
    lambda code: number(dtype_of(code).to_real())
)
own("raises prim::dtype_to_complex(int code) -> ScalarType", native="dtype_to_complex")(
    lambda code: number(dtype_of(code).to_complex())
)
own("reads-state aten::get_default_dtype() -> ScalarType", native="default_dtype")(
    lambda: number(torch.get_default_dtype())
)

own("raises prim::type.tensor(Tensor self) -> str", native="tensor_type")(torch.Tensor.type)


@own("raises prim::dtype_of_type(str name) -> ScalarType", native="dtype_of_type")
def _dtype_of_type(name: str) -> int:
    """Of ``torch.FloatTensor``; types on other devices, or sparse ones, are not only a dtype."""
    scalar = name.removeprefix("torch.").removesuffix("Tensor")
    if name != f"torch.{scalar}Tensor" or scalar not in SCALAR_TYPE_NAMES:
        raise ValueError(f"invalid type: '{name}'")
    return SCALAR_TYPE_NAMES.index(scalar)
