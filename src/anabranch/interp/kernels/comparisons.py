"""Equality, order and identity: Python's."""

from __future__ import annotations

import operator
from typing import Any

from .support import Kernels, each

_EQUALITY = (
    "- int float complex bool str int_float float_int complex_float float_complex device enum "
    "bool_list int_list float_list str_list Tensor_list t tuple optional Dict"
)
_ORDER = "- int float int_float float_int str t tuple"


def same(a: Any, b: Any) -> bool:
    """``is``, in a language where equal numbers and strings have no identity of their own."""
    if isinstance(a, int | float | complex | str) and type(a) is type(b):
        return a == b
    return a is b


KERNELS: Kernels = {
    **each("aten::eq", _EQUALITY, lambda a, b: bool(a == b)),
    **each("aten::ne", _EQUALITY, lambda a, b: bool(a != b)),
    **each("aten::lt", _ORDER, operator.lt),
    **each("aten::le", _ORDER, operator.le),
    **each("aten::gt", _ORDER, operator.gt),
    **each("aten::ge", _ORDER, operator.ge),
    "aten::__is__": same,
    "aten::__isnot__": lambda a, b: not same(a, b),
}
