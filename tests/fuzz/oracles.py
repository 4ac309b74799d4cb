"""What CPython itself says: for each row of our table the expression that a Python program would have there.

Found by rule where names agree (methods of str, list, dict and set; ``math`` and ``cmath``; operators; builtins) and written
out where they do not.  Only where Python has no such operation is the row's own meaning the oracle: eager torch's, mostly.
"""

from __future__ import annotations

import builtins
import cmath
import math
import operator
from collections.abc import Callable
from typing import Any

import torch

from anabranch.lang import types as T
from anabranch.lang.types import Type
from anabranch.ops import OWN_OPS, Row

Oracle = Callable[..., Any]

OPERATORS: dict[str, Oracle] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "floordiv": operator.floordiv,
    "remainder": operator.mod,
    "neg": operator.neg,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "__and__": operator.and_,
    "__or__": operator.or_,
    "__xor__": operator.xor,
    "bitwise_not": lambda a: ~int(a),
    "__not__": operator.not_,
    "__rshift__": operator.rshift,
    "__getitem__": operator.getitem,
    "select": operator.getitem,
    "StringIndex": operator.getitem,
    "TupleIndex": operator.getitem,
    "__contains__": operator.contains,
    "Delete": operator.delitem,
    "add_": operator.iadd,
    "mul_": operator.imul,
    "_set_item": lambda items, i, x: items.__setitem__(i, x),
    "pow": operator.pow,
}
CASTS: dict[str, Oracle] = {"Bool": bool, "Int": int, "Float": float, "Complex": complex}


def left_shift(a: int, b: int) -> int:
    """``a << b``; a huge shift of anything but 0 is huge, and CPython should not build it."""
    return a << b if b < 100 or a == 0 and b < 2**20 else 0 if a == 0 else 2**200


def power(a: Any, b: Any) -> Any:
    """``a ** b``, where the type says int or float: no complex, and no int that CPython would take for ever to build."""
    if isinstance(a, int) and isinstance(b, int):
        return fitting(2**200 if b > 64 and abs(a) > 1 else a**b, T.INT)
    if (
        not isinstance(a, complex)
        and not isinstance(b, complex)
        and a < 0
        and isinstance((-1.0) ** b, complex)
        and a > -math.inf
    ):
        return math.nan  # a complex number, were there a type for it
    return a**b


def int_power(a: int, b: int) -> Any:
    """``a ** b`` of two ints is an int by its type."""
    if b < 0 and a != 0:
        raise ValueError("int ** int with a negative exponent is a float: write float(a) ** b")
    return power(a, b)


def of_reals(function: Oracle) -> Oracle:
    """Of numbers whose kind is seen at run time only, where the type says that the result is a float."""

    def call(*args: Any) -> Any:
        if any(isinstance(a, complex) for a in args):
            raise TypeError("must be real number, not complex")
        return function(*args)

    return call


def is_same(a: Any, b: Any) -> bool:
    """``is``, if every number and string were one object: an unboxed NaN is the one of its bits."""
    return a is b or (isinstance(a, int | float | complex | str) and type(a) is type(b) and a == b)


def truncated(a: int, b: int) -> int:
    quotient = abs(a) // abs(b) if b else a // b
    return quotient if (a < 0) == (b < 0) else -quotient


def in_order(kind: str) -> Oracle:
    """Sets: Python's own, except that ours keep an order, which CPython's dicts have."""
    ordered: dict[str, Oracle] = {
        "list": list,
        "pop": lambda s: s.pop() if len(s) < 2 else last_of(s),
        "set": set,
        "copy": set,
    }
    return ordered[kind]


def last_of(s: Any) -> Any:
    last = list(s)[-1]
    s.remove(last)
    return last


WRITTEN: dict[str, Oracle] = {
    "aten::__is__": is_same,
    "aten::__isnot__": lambda a, b: not is_same(a, b),
    "aten::__same_item__": lambda a, b: a is b or bool(a == b),
    "aten::__lshift__.int": left_shift,
    "aten::__round_to_zero_floordiv.int": truncated,
    "aten::pow.modulo": pow,
    "aten::pow.int_to_int": int_power,
    "aten::slice.t": lambda x, start, end, step: x[start:end:step],
    "aten::slice.any_step": lambda x, a, b, c: x[a:b:c],
    "aten::slice.str": lambda x, start, end, step: x[start:end:step],
    "aten::slice_assign.t": lambda x, a, b, c, values: x.__setitem__(slice(a, b, c), values),
    "aten::Delete.slice": lambda x, a, b, c: x.__delitem__(slice(a, b, c)),
    "aten::startswith.any": lambda s, many: s.startswith(tuple(many)),
    "aten::endswith.any": lambda s, many: s.endswith(tuple(many)),
    "aten::percentFormat": lambda s, *args: s % args,
    "aten::format_value": format,
    "aten::reversed.t": lambda x: list(reversed(x)),
    "aten::dict.zip": lambda keys, values: dict(zip(keys, values)),
    "aten::index.list_t_start": lambda x, item, start, end: x.index(item, start, len(x) if end is None else end),
    "aten::__range_length": lambda lo, hi, step: len(range(lo, hi, step)),
    "prim::rangelist": lambda n: list(range(n)),
    "aten::__derive_index": lambda i, start, step: start + i * step,
    "aten::mathremainder": math.remainder,
    "aten::polar": cmath.rect,
    "aten::conj.complex": lambda a: a.conjugate(),
    "aten::angle.complex": lambda a: math.atan2(a.imag, a.real),  # cmath.phase raises where the C library notes underflow
    "aten::real.complex": lambda a: a.real,
    "aten::imag.complex": lambda a: a.imag,
    "aten::Float.complex_real": lambda a: a.real,
    "aten::bit_length.int": int.bit_length,
    "aten::is_integer.float": float.is_integer,
    "prim::EnumName": lambda e: e.name,
    "aten::hash.generic": hash,
    "aten::prod.float_list": lambda x: math.prod(x, start=1.0),
    "aten::div": of_reals(operator.truediv),
    "aten::pow.Scalar_Scalar": of_reals(power),
    "aten::log.Scalar_Scalar": math.log,
    "aten::sum.Tensor_list": lambda items: sum(items) if items else torch.tensor(0),
    "aten::sum.float_start": sum,
    "aten::dist.float_list": math.dist,
    "aten::sort": lambda x, reverse: x.sort(reverse=reverse),
    "aten::sorted.reverse": lambda x, reverse: sorted(x, reverse=reverse),
    "aten::list.Dict": list,
    "aten::isclose.float": lambda a, b, rel, absolute: math.isclose(a, b, rel_tol=rel, abs_tol=absolute),
    "aten::dequantize.list": lambda items: [x.dequantize() if x.is_quantized else x for x in items],
    "prim::type": lambda device: device.type,
    "prim::type.tensor": torch.Tensor.type,
    "prim::EnumValue.any": lambda e: e.value,
    "aten::round.Scalar": lambda a: a if isinstance(a, int) else float(round(a)),  # torch.jit's type
    "aten::add.Set": set.add,
    "aten::ascii": lambda s: s.encode("ascii", "backslashreplace").decode(),  # of a repr
    "aten::set.str": set,
    "aten::set.Dict": set,
    "aten::set.list": set,
}
OF_ONE_ROW = {"aten::div"}  # the row without an overload's name
for _kind in ("float", "int", "str"):
    WRITTEN[f"prim::EnumValue.{_kind}"] = lambda e: e.value


def oracle_of(row: Row) -> Oracle | None:
    """CPython's expression; None where Python has no such operation."""
    if row.qualified in WRITTEN:
        return WRITTEN[row.qualified]
    if row.name in WRITTEN and row.name not in OF_ONE_ROW:
        return WRITTEN[row.name]
    name, formals = row.name.partition("::")[2], [a.type for a in row.schema.arguments]
    if any(t == T.TENSOR for t in formals):
        return None if not (formals and isinstance(formals[0], T.ListType | T.DictType)) else _by_rule(name, formals)
    return _by_rule(name, formals)


def _by_rule(name: str, formals: list[Type]) -> Oracle | None:
    if name == "pow":
        return power
    if name in OPERATORS:
        return OPERATORS[name]
    if name in CASTS:
        return CASTS[name]
    kind = _python_class(formals[0]) if formals else None
    if kind is set and name in ("list", "pop", "set", "copy"):
        return in_order(name)
    if kind is not None and hasattr(kind, name):
        return _method(kind, name)
    complex_ = any(t == T.COMPLEX for t in formals)
    for library in [cmath, builtins] if complex_ else [math, builtins]:
        if hasattr(library, name):
            return _of_scalars(name) if T.NUMBER in formals and library is math else getattr(library, name)
    return None


def _of_scalars(name: str) -> Oracle:
    real, complex_ = getattr(math, name), getattr(cmath, name, None)
    return lambda *args: (complex_ if complex_ and any(isinstance(a, complex) for a in args) else real)(*args)


def _python_class(t: Type) -> type | None:
    if t == T.STR:
        return str
    return {T.ListType: list, T.DictType: dict, T.SetType: set}.get(type(t))


def _method(kind: type, name: str) -> Oracle:
    found = getattr(kind, name)
    if name in ("keys", "values", "items"):
        return lambda d: list(found(d))
    return found  # type: ignore[no-any-return]


def expected_of(row: Row) -> Oracle:
    """The oracle with what the schema says in addition: ints have 64 bits, an int is a float where one is declared."""
    oracle = oracle_of(row)
    if oracle is None:
        return row.meaning
    returns = row.schema.returns
    declared = [r.type for r in returns]

    def call(*args: Any) -> Any:
        result = oracle(*args)
        if returns and returns[0].is_write:  # a statement of Python's: the operator gives the list it changed
            return args[0]
        if len(declared) > 1:
            return tuple(map(fitting, result, declared))
        return fitting(result, declared[0]) if declared else None

    return call


def fitting(x: Any, t: Type) -> Any:
    if not isinstance(x, int) or isinstance(x, bool):
        return x
    if t == T.FLOAT or t == T.COMPLEX:
        return float(x) if t == T.FLOAT else complex(x)
    if not -(2**63) <= x < 2**63:
        raise OverflowError("integer result does not fit into 64 bits")
    return x


def without_oracle() -> list[str]:
    """The rows whose own meaning is the oracle."""
    return [row.qualified for row in OWN_OPS.rows if oracle_of(row) is None]
