"""What Python asks of a traced size: ``torch.SymInt``, ``SymFloat`` and ``SymBool`` that pass for int, float and bool.

PyTorch's classes refuse what its compiler cannot follow (``hash``, ``divmod``, formats).  Ours do all that Python's numbers
do: arithmetic and comparisons are recorded; what needs the number itself bakes it in.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from inspect import getattr_static
from types import FrameType
from typing import Any, cast

import torch

from .size_node import MATHEMATICS, SizeNode, operate

SYMBOLIC = (torch.SymInt, torch.SymFloat, torch.SymBool)
_CACHED = type(functools.lru_cache(lambda: None))
_PLAIN = (int, float, bool, complex)
_NUMPY = ("bool", "int8", "uint8", "int16", "int32", "int64", "float64")  # whose scalars count as Python's numbers


def symbolic(node: SizeNode) -> Any:
    """The number over a node; a plain one where no trace follows it, and where the language has no such number."""
    kind = _CLASSES.get(type(node.number))
    return node.number if kind is None or node.value is None else kind(node)


def concrete(thing: Any) -> Any:
    """The arguments of an operator with the example's numbers for symbolic ones."""
    if _is_size(thing):
        return thing.node.number
    if isinstance(thing, slice):
        return slice(concrete(thing.start), concrete(thing.stop), concrete(thing.step))
    if isinstance(thing, list | tuple):
        return type(thing)(map(concrete, thing))
    return thing


def holds_sizes(thing: Any) -> bool:
    return _is_size(thing) or isinstance(thing, list | tuple) and any(map(holds_sizes, thing))


def _is_size(thing: Any) -> bool:
    return isinstance(thing, SYMBOLIC) and isinstance(thing.node, SizeNode)


def forget_sizes(module: torch.nn.Module) -> None:
    """What the modules keep of a trace's sizes are plain numbers: PyTorch's functions take no torch.SymInt once it is over."""
    for part in module.modules():
        kept = {name: concrete(x) for name, x in vars(part).items() if holds_sizes(x)}
        vars(part).update(kept)


def _node(like: SizeNode, thing: Any) -> SizeNode | None:
    """The operand that ``thing`` is; None for what is no number of Python's or NumPy's."""
    if isinstance(thing, SYMBOLIC):
        return thing.node if isinstance(thing.node, SizeNode) else None
    if type(thing) in _PLAIN:
        return like.plain(thing)
    if getattr(thing, "ndim", None) == 0 and getattr(thing, "dtype", None) in _NUMPY:
        return like.plain(thing.item())
    return None


def _unary(name: str) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        return symbolic(operate(name, self.node))

    return method


def _binary(name: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        node = _node(self.node, other)
        return NotImplemented if node is None else symbolic(operate(name, self.node, node))

    return method


def _reflected(name: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        node = _node(self.node, other)
        return NotImplemented if node is None else symbolic(operate(name, node, self.node))

    return method


_power = _binary("pow")


def _names_a_cache(frame: FrameType) -> bool:
    """Whether the code that hashes calls a function under ``functools.lru_cache``."""
    owner = type(frame.f_locals.get("self"))
    named = ((frame.f_globals.get(n), getattr_static(owner, n, None)) for n in frame.f_code.co_names)
    found = (*(x for pair in named for x in pair), *frame.f_locals.values())
    return any(type(x) is _CACHED for x in found)


class _Number:
    """What the three have in common."""

    node: SizeNode
    _kind: type

    def __pos__(self) -> Any:
        return self

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """``isinstance(n, int)`` is as in plain Python (and still true of torch.SymInt)."""
        return self._kind

    def __hash__(self) -> int:
        """By value, for dicts and sets; for a cache of calls (einops has one) each size is another: what an earlier call kept
        would be baked in, and later calls would find this trace's sizes.
        """
        if self.node.tracer() is not None and _names_a_cache(sys._getframe(1)):
            return id(self.node)
        return hash(self.node.baked_in())

    def __repr__(self) -> str:
        """For who looks at a trace: no text that the function computes with, so no warning."""
        return repr(self.node.number)

    def __str__(self) -> str:
        return str(self.node.baked_in())

    def __format__(self, spec: str) -> str:
        return format(self.node.baked_in(), spec)

    def __bool__(self) -> bool:
        node = self.node
        return bool((node if node.is_bool() else operate("ne", node, node.plain(0))).baked_in())

    def __int__(self) -> int:
        return int(self.node.baked_in())

    def __float__(self) -> float:
        return float(self.node.baked_in())

    def __complex__(self) -> complex:
        return complex(self.node.baked_in())

    def __pow__(self, other: Any, modulo: Any = None) -> Any:
        return _power(self, other) if modulo is None else pow(self.node.baked_in(), concrete(other), concrete(modulo))

    def __divmod__(self, other: Any) -> Any:
        return NotImplemented if _node(self.node, other) is None else (self // other, self % other)

    def __rdivmod__(self, other: Any) -> Any:
        return NotImplemented if _node(self.node, other) is None else (other // self, other % self)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self

    def __reduce__(self) -> Any:
        return self._kind, (self.node.baked_in(),)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        import numpy  # optional: whoever calls this has it

        return numpy.array(self.node.baked_in(), dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Arithmetic with NumPy's scalars is followed."""
        name = _UFUNCS.get(ufunc.__name__)
        nodes = [_node(self.node, x) for x in inputs]
        if name and method == "__call__" and not kwargs and None not in nodes:
            return symbolic(operate(name, *cast(list[SizeNode], nodes)))
        return getattr(ufunc, method)(*(x.node.baked_in() if isinstance(x, SYMBOLIC) else x for x in inputs), **kwargs)

    def __getattr__(self, name: str) -> Any:
        """What else Python's number has: ``to_bytes``, ``hex``, ``imag`` …"""
        if name.startswith("_") or not hasattr(self._kind, name):
            raise AttributeError(f"{self._kind.__name__!r} object has no attribute {name!r}")
        return getattr(self.node.baked_in(), name)

    def conjugate(self) -> Any:
        return +self

    real = property(conjugate)

    def __sym_ite__(self, then: Any, otherwise: Any) -> Any:
        return then if self else otherwise


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "lshift", "rshift"):
    setattr(_Number, f"__{_name}__", _binary(_name))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift"):
    setattr(_Number, f"__r{_name}__", _reflected(_name))
for _name in ("and", "or", "xor"):
    setattr(_Number, f"__{_name}__", _binary(f"bitwise_{_name}"))
    setattr(_Number, f"__r{_name}__", _reflected(f"bitwise_{_name}"))
for _name in ("eq", "ne", "lt", "le", "gt", "ge", "sym_min", "sym_max"):
    setattr(_Number, f"__{_name}__", _binary(_name))
for _name in ("neg", "abs", "invert", "sym_float", "sym_int", *MATHEMATICS):
    setattr(_Number, f"__{_name}__", _unary(_name))


class _Integral(_Number):
    def __index__(self) -> int:
        return int(self.node.baked_in())

    def __trunc__(self) -> Any:
        return +self

    __floor__ = __ceil__ = __trunc__
    numerator = property(__trunc__)

    def __round__(self, digits: int | None = None) -> Any:
        return +self if digits is None else round(int(self), digits)

    def bit_length(self) -> int:
        return int(self).bit_length()


class TracedInt(_Integral, torch.SymInt):
    _kind = int


class TracedBool(_Integral, torch.SymBool):
    """The result of a comparison; it counts as 0 or 1."""

    _kind = bool
    __pos__ = _unary("sym_int")
    __sym_not__ = _unary("sym_not")


class TracedFloat(_Number, torch.SymFloat):
    _kind = float
    __trunc__, __floor__, __ceil__ = _unary("trunc"), _unary("floor"), _unary("ceil")

    def __round__(self, digits: int | None = None) -> Any:
        return symbolic(self.node.round(digits))

    def is_integer(self) -> bool:
        return float(self).is_integer()

    def as_integer_ratio(self) -> tuple[int, int]:
        return float(self).as_integer_ratio()

    def hex(self) -> str:
        return float(self).hex()


_CLASSES: dict[type, Any] = {int: TracedInt, float: TracedFloat, bool: TracedBool}
_UFUNCS = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv", "true_divide": "truediv",
    "floor_divide": "floordiv", "remainder": "mod", "power": "pow", "negative": "neg", "absolute": "abs",
    "sqrt": "sym_sqrt", "log2": "sym_log2", "maximum": "sym_max", "minimum": "sym_min",
    "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge",
}  # fmt: skip
