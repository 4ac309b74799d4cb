"""Sizes that the trace follows: ``torch.SymInt``s over ``SizeNode``, and the mode that hands them out.

PyTorch's C++ asks a symbolic number's node for arithmetic by name (``add``, ``floordiv``, ``eq`` …); each is computed
on the example and recorded.  Where Python needs the number itself (``if``, ``range``, an index) C++ calls a *guard*:
the number is baked in, and that is where a TracerWarning belongs.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from ..base.eager import active_tracer
from ..base.torch_compat import call_body
from ..ir.graph import Value
from ..lang.types import BOOL, FLOAT, INT, Type
from .fallback import key_off

if TYPE_CHECKING:
    from .tracer import Tracer

SYMBOLIC = (torch.SymInt, torch.SymFloat, torch.SymBool)

# What C++ and torch.SymInt call an operation: its Python meaning and the operator that records it.
_OPERATIONS: dict[str, tuple[Callable[..., Any], str]] = {
    "add": (operator.add, "aten::add"), "sub": (operator.sub, "aten::sub"), "mul": (operator.mul, "aten::mul"),
    "floordiv": (operator.floordiv, "aten::floordiv"), "int_floordiv": (operator.floordiv, "aten::floordiv"),
    "mod": (operator.mod, "aten::remainder"), "truediv": (operator.truediv, "aten::div"),
    "int_truediv": (operator.truediv, "aten::div"), "float_truediv": (operator.truediv, "aten::div"),
    "pow": (operator.pow, "aten::pow"), "pow_by_natural": (operator.pow, "aten::pow"),
    "float_pow": (operator.pow, "aten::pow"), "neg": (operator.neg, "aten::neg"),
    "eq": (operator.eq, "aten::eq"), "ne": (operator.ne, "aten::ne"), "lt": (operator.lt, "aten::lt"),
    "le": (operator.le, "aten::le"), "gt": (operator.gt, "aten::gt"), "ge": (operator.ge, "aten::ge"),
    "sym_min": (min, "prim::min"), "sym_max": (max, "prim::max"), "sym_not": (operator.not_, "aten::__not__"),
    "trunc": (math.trunc, "aten::Int"), "floor": (math.floor, "aten::floor"), "ceil": (math.ceil, "aten::ceil"),
    "sym_float": (float, "aten::Float"), "sym_sqrt": (math.sqrt, "aten::sqrt"),
}  # fmt: skip
_TYPES: dict[type, Type] = {int: INT, float: FLOAT, bool: BOOL}


class SizeNode:
    """A number of the example run and the value that stands for it; ``value`` is None for a plain number."""

    def __init__(self, tracer: Tracer, number: Any, value: Value | None) -> None:
        self.tracer = tracer
        self.number = number
        self.value = value

    def is_int(self) -> bool:
        return type(self.number) is int

    def is_float(self) -> bool:
        return type(self.number) is float

    def is_bool(self) -> bool:
        return type(self.number) is bool

    def is_constant(self) -> bool:
        return False

    def is_nested_int(self) -> bool:
        return False

    def is_symbolic(self) -> bool:
        return True

    def has_hint(self) -> bool:
        return True

    def maybe_as_int(self) -> int | None:
        return None

    @property
    def hint(self) -> Any:
        return self.number

    def clone(self) -> SizeNode:
        return self

    def _wrap(self, number: Any) -> SizeNode:
        return SizeNode(self.tracer, number, None)

    wrap_int = wrap_float = wrap_bool = _wrap

    def guard(self, file: str = "", line: int = 0) -> Any:
        """Python asks for the number itself."""
        self.tracer.number_baked_in(self)
        return self.number

    guard_int = guard_bool = guard_float = guard_size_oblivious = guard_or_false = guard_or_true = guard
    expect_true = expect_size = guard

    def int_(self) -> Any:
        return self.guard()

    bool_ = int_

    def str(self) -> str:
        return repr(self.number)

    _graph_repr = str

    def __getattr__(self, name: str) -> Any:  # type: ignore[valid-type]
        if name not in _OPERATIONS:
            raise AttributeError(name)
        compute, kind = _OPERATIONS[name]
        return lambda *others: self._operation(compute, kind, others)

    def _operation(self, compute: Callable[..., Any], kind: str, others: tuple[SizeNode, ...]) -> SizeNode:  # type: ignore[valid-type]
        operands = [self, *others]
        number = compute(*(o.number for o in operands))
        with self.tracer.recorder.here():
            values = [self.tracer.size_value(o) for o in operands]
            value = self.tracer.recorder.operator(kind, values, [_TYPES[type(number)]])
        return SizeNode(self.tracer, number, value)


def symbolic(node: SizeNode) -> Any:
    """The torch.SymInt, SymFloat or SymBool over a node."""
    if node.is_bool():
        return torch.SymBool(node)  # type: ignore[no-untyped-call]
    return (torch.SymInt if node.is_int() else torch.SymFloat)(node)


def concrete(thing: Any) -> Any:
    """The arguments of an operator with the example's numbers for symbolic ones."""
    if isinstance(thing, SYMBOLIC):
        return thing.node.number
    if isinstance(thing, list | tuple):
        return type(thing)(map(concrete, thing))
    return thing


_SHAPE = torch.Tensor.shape.__get__  # type: ignore[attr-defined]


class SizesMode(TorchFunctionMode):
    """Answers ``Tensor.size``, ``.shape``, ``.numel`` and warns where tensors become Python values.

    Functions of torch.nn.functional are run again with the mode on, so that the sizes they ask for are followed; all
    other functions run with it off, as modes do.
    """

    def __init__(self, tracer: Tracer) -> None:
        super().__init__()
        self.tracer = tracer

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if active_tracer() is not self.tracer:  # what runs now is not recorded, or by another trace
            return func(*args, **kwargs)
        if (func == _SHAPE or func is torch.Tensor.size) and _has_sizes(args[0]):
            return self._sizes(args[0], args[1] if len(args) > 1 else kwargs.get("dim"))
        if func is torch.Tensor.numel and _has_sizes(args[0]):
            return self.tracer.numel(args[0])
        message = _CONVERSIONS.get(func) or (_ITERATING if _is_iteration(func) else "")
        if message:
            self.tracer.converted(args[0], message)
        with self._quiet(bool(message)):
            return self._run(func, args, kwargs)

    def _run(self, func: Any, args: Any, kwargs: Any) -> Any:
        if getattr(func, "__module__", "") != "torch.nn.functional" or not hasattr(func, "__code__"):
            return func(*args, **kwargs)
        with self:
            return call_body(func, args, kwargs)

    def _quiet(self, already_warned: bool) -> AbstractContextManager[Any]:
        return self.tracer.conversions_known() if already_warned else nullcontext()

    def _sizes(self, tensor: torch.Tensor, dim: int | None) -> Any:
        if dim is not None:
            return self.tracer.size(tensor, dim)
        return torch.Size([self.tracer.size(tensor, i) for i in range(tensor.dim())])


def _has_sizes(thing: Any) -> bool:
    return isinstance(thing, torch.Tensor) and thing.layout is torch.strided and not thing.is_nested


def _is_iteration(func: Any) -> bool:
    """``Tensor.__iter__`` is seen only by the ``unbind`` that it calls."""
    return func is torch.Tensor.unbind and sys._getframe(2).f_code.co_name == "__iter__"


def true_size(tensor: torch.Tensor) -> tuple[int, ...]:
    with key_off(), torch._C.DisableTorchFunction():
        return tuple(tensor.shape)


_ITERATING = "Iterating over a tensor might cause the trace to be incorrect"
_INTO = "Converting a tensor to a Python {} might cause the trace to be incorrect"
_CONVERSIONS: dict[Any, str] = {
    torch.Tensor.__bool__: _INTO.format("boolean"),
    torch.Tensor.__int__: _INTO.format("integer"),
    torch.Tensor.__index__: _INTO.format("index"),
    torch.Tensor.__float__: _INTO.format("float"),
    torch.Tensor.__complex__: _INTO.format("complex"),
    torch.Tensor.item: _INTO.format("number"),
    torch.Tensor.tolist: _INTO.format("list"),
    torch.Tensor.numpy: "Converting a tensor to a NumPy array might cause the trace to be incorrect",
    torch.Tensor.__len__: "Using len to get tensor shape might cause the trace to be incorrect",
    torch.Tensor.__contains__: _INTO.format("boolean"),
}
