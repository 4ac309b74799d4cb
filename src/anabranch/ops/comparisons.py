"""Equality, order and identity: Python's."""

from __future__ import annotations

import operator
from typing import Any

from .table import own


@own("pure aten::__is__(t1 self, t2 obj) -> bool", native="is")
def same(a: Any, b: Any) -> bool:
    """``is``, in a language where equal numbers and strings have no identity of their own."""
    return a is b or (isinstance(a, int | float | complex | str) and type(a) is type(b) and a == b)


own("pure aten::__isnot__(t1 self, t2 obj) -> bool", native="is_not")(lambda a, b: not same(a, b))


@own("raises calls aten::__same_item__(t1 a, t2 b) -> bool", native="same_item")
def same_item(a: Any, b: Any) -> bool:
    """How containers compare what they hold: identity first, which for floats means the same bits (``nans``)."""
    return a is b or bool(a == b)


# Numbers and strings, with Python's comparison of an int and a float by exact value.

_EQUALITY = """
    pure aten::OP.int(int a, int b) -> bool
    pure aten::OP.float(float a, float b) -> bool
    pure aten::OP.int_float(int a, float b) -> bool
    pure aten::OP.float_int(float a, int b) -> bool
    pure aten::OP.complex(complex a, complex b) -> bool
    pure aten::OP.complex_float(complex a, float b) -> bool
    pure aten::OP.float_complex(float a, complex b) -> bool
    pure aten::OP.str(str a, str b) -> bool
    pure aten::OP.bool(bool a, bool b) -> bool
    pure aten::OP(Scalar a, Scalar b) -> bool
"""
_ORDER = """
    pure aten::OP.int(int a, int b) -> bool
    pure aten::OP.float(float a, float b) -> bool
    pure aten::OP.int_float(int a, float b) -> bool
    pure aten::OP.float_int(float a, int b) -> bool
    pure aten::OP.str(str a, str b) -> bool
    pure aten::OP(Scalar a, Scalar b) -> bool
"""


def _equal(a: Any, b: Any) -> bool:
    return bool(a == b)


def _unequal(a: Any, b: Any) -> bool:
    return bool(a != b)


own(_EQUALITY.replace("OP", "eq"), native="eq")(_equal)
own(_EQUALITY.replace("OP", "ne"), native="ne")(_unequal)
own(_ORDER.replace("OP", "lt"), native="lt")(operator.lt)
own(_ORDER.replace("OP", "le"), native="le")(operator.le)
own(_ORDER.replace("OP", "gt"), native="gt")(operator.gt)
own(_ORDER.replace("OP", "ge"), native="ge")(operator.ge)

# Containers, and what they may hold: objects compare by their own methods, tensors as torch says.

_LISTS = """
    pure         aten::OP.int_list(int[] a, int[] b) -> bool
    pure         aten::OP.float_list(float[] a, float[] b) -> bool
    raises       aten::OP.Tensor_list(Tensor[] a, Tensor[] b) -> bool
    pure         aten::OP.str_list(str[] a, str[] b) -> bool
    pure         aten::OP.bool_list(bool[] a, bool[] b) -> bool
    raises calls aten::OP.t(t[] a, t[] b) -> bool
"""
own(_LISTS.replace("OP", "eq"), native="list_eq")(_equal)
own(_LISTS.replace("OP", "ne"), native="list_ne")(_unequal)
own("raises calls aten::eq.tuple(tuple a, tuple b) -> bool", native="tuple_eq")(_equal)
own("raises calls aten::ne.tuple(tuple a, tuple b) -> bool", native="tuple_ne")(_unequal)
own("raises calls aten::eq.optional(t? a, t? b) -> bool", native="optional_eq")(_equal)
own("raises calls aten::ne.optional(t? a, t? b) -> bool", native="optional_ne")(_unequal)
own("raises calls aten::eq.Dict(Dict(tk, t) a, Dict(tk, t) b) -> bool", native="dict_eq")(_equal)
own("raises calls aten::ne.Dict(Dict(tk, t) a, Dict(tk, t) b) -> bool", native="dict_ne")(_unequal)
own("pure aten::eq.device(Device a, Device b) -> bool", native="device_eq")(_equal)
own("pure aten::ne.device(Device a, Device b) -> bool", native="device_ne")(_unequal)
own("pure aten::eq.enum(AnyEnumType a, AnyEnumType b) -> bool", native="enum_eq")(_equal)
own("pure aten::ne.enum(AnyEnumType a, AnyEnumType b) -> bool", native="enum_ne")(_unequal)

_SEQUENCES = """
    raises calls aten::OP.t(t[] a, t[] b) -> bool
    raises calls aten::OP.tuple(tuple a, tuple b) -> bool
"""
own(_SEQUENCES.replace("OP", "lt"), native="sequence_lt")(operator.lt)
own(_SEQUENCES.replace("OP", "le"), native="sequence_le")(operator.le)
own(_SEQUENCES.replace("OP", "gt"), native="sequence_gt")(operator.gt)
own(_SEQUENCES.replace("OP", "ge"), native="sequence_ge")(operator.ge)
