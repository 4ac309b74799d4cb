"""What PyTorch's C++ asks of a traced size: the node under a ``torch.SymInt``, ``SymFloat`` or ``SymBool``.

It asks for arithmetic by name (``add``, ``int_floordiv``, ``eq`` …); each is computed on the example and recorded.  Where
it needs the number itself it calls a *guard*: the number is baked in, and that is where a TracerWarning belongs, unless
the number is an argument of an operator, which the trace follows all the same (``calls_in_flight``).
"""

from __future__ import annotations

import math
import operator
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..base.eager import active_tracer
from ..base.record import Record
from ..ir.graph import Value
from ..lang.types import BOOL, FLOAT, INT, Type

if TYPE_CHECKING:
    from .tracer import Tracer


def _wider(choose: Callable[..., Any]) -> Callable[..., Any]:
    """PyTorch's ``sym_max`` and ``sym_min`` give a float where either number is one."""
    return lambda a, b: float(choose(a, b)) if float in (type(a), type(b)) else choose(a, b)


class Operation(Record, frozen=True):
    """``of_bools``: bools are operands as they are; elsewhere they count as ints, as in Python."""

    compute: Callable[..., Any]
    kind: str
    of_bools: bool = False


_ADD = Operation(operator.add, "aten::add")
_FLOORDIV = Operation(operator.floordiv, "aten::floordiv")
_TRUEDIV = Operation(operator.truediv, "aten::div")
_POW = Operation(operator.pow, "aten::pow")
_AND = Operation(operator.and_, "aten::__and__", of_bools=True)
_OR = Operation(operator.or_, "aten::__or__", of_bools=True)

MATHEMATICS = tuple(
    f"sym_{f}" for f in ("sqrt", "cos", "cosh", "sin", "sinh", "tan", "tanh", "asin", "acos", "atan", "log2")
)

# By the names that C++ and torch.SymInt call.
OPERATIONS: dict[str, Operation] = {
    "add": _ADD, "sub": Operation(operator.sub, "aten::sub"), "mul": Operation(operator.mul, "aten::mul"),
    "floordiv": _FLOORDIV, "int_floordiv": _FLOORDIV, "mod": Operation(operator.mod, "aten::remainder"),
    "truediv": _TRUEDIV, "int_truediv": _TRUEDIV, "float_truediv": _TRUEDIV,
    "pow": _POW, "pow_by_natural": _POW, "float_pow": _POW,
    "lshift": Operation(operator.lshift, "aten::__lshift__"), "rshift": Operation(operator.rshift, "aten::__rshift__"),
    "and": _AND, "bitwise_and": _AND, "sym_and": _AND, "or": _OR, "bitwise_or": _OR, "sym_or": _OR,
    "bitwise_xor": Operation(operator.xor, "aten::__xor__", of_bools=True),
    "eq": Operation(operator.eq, "aten::eq", of_bools=True), "ne": Operation(operator.ne, "aten::ne", of_bools=True),
    "lt": Operation(operator.lt, "aten::lt"), "le": Operation(operator.le, "aten::le"),
    "gt": Operation(operator.gt, "aten::gt"), "ge": Operation(operator.ge, "aten::ge"),
    "sym_min": Operation(_wider(min), "prim::min"), "sym_max": Operation(_wider(max), "prim::max"),
    "sym_not": Operation(operator.not_, "aten::__not__", of_bools=True),
    "neg": Operation(operator.neg, "aten::neg"), "abs": Operation(abs, "prim::abs"),
    "invert": Operation(operator.invert, "aten::bitwise_not"),
    "trunc": Operation(math.trunc, "aten::Int"), "floor": Operation(math.floor, "aten::floor"),
    "ceil": Operation(math.ceil, "aten::ceil"), "sym_int": Operation(int, "aten::Int", of_bools=True),
    "sym_float": Operation(float, "aten::Float", of_bools=True),
    "rounded": Operation(lambda x: float(round(x)), "aten::round"), "round_digits": Operation(round, "aten::round"),
    **{f: Operation(getattr(math, f[4:]), f"aten::{f[4:]}") for f in MATHEMATICS},
}  # fmt: skip
_TYPES: dict[type, Type] = {int: INT, float: FLOAT, bool: BOOL}
_HEADERS = ".h", ".cpp"  # C++ tells where it asks


class SizeNode:
    """A number of the example run and the value that stands for it; ``value`` is None for a plain number."""

    def __init__(self, tracer: Tracer, number: Any, value: Value | None) -> None:
        self._tracer = weakref.ref(tracer)  # a module may keep a size of its example
        self.number = number
        self.value = value

    def tracer(self) -> Tracer | None:
        """The trace that follows the number; None once it is over, and in other threads: there it is a plain number."""
        tracer = self._tracer()
        return tracer if tracer is not None and active_tracer() is tracer else None

    # -- what it is

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

    def nested_int(self) -> None:
        return None

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

    def str(self) -> str:
        return repr(self.number)

    _graph_repr = __repr__ = str

    # -- guards

    def baked_in(self) -> Any:
        """Python needs the number itself."""
        tracer = self.tracer()
        if tracer is not None and self.value is not None:
            tracer.number_baked_in(self)
        return self.number

    int_ = bool_ = baked_in

    def guard_int(self, file: str = "", line: int = 0) -> Any:  # type: ignore[valid-type]
        tracer = self.tracer()
        if tracer is not None and tracer.calls.guarded(self, file):
            return self.number
        return self.baked_in()

    guard_float = guard_int

    def guard_bool(self, file: str = "", line: int = 0) -> Any:  # type: ignore[valid-type]
        """A check of C++ raises or holds; it is no branch of the user's."""
        return self.number if file.endswith(_HEADERS) else self.baked_in()  # type: ignore[attr-defined]

    guard_size_oblivious = guard_or_false = guard_or_true = guard_bool

    def expect_true(self, file: str = "", line: int = 0) -> Any:  # type: ignore[valid-type]
        return self.number

    expect_size = expect_true

    def statically_known_true(self, file: str = "", line: int = 0) -> bool:  # type: ignore[valid-type]
        """Nothing is known of other inputs: with True, C++ would leave out the slice of a whole dimension."""
        return False

    # -- arithmetic

    def wrap_int(self, number: Any) -> SizeNode:
        return self.plain(number)

    wrap_float = wrap_bool = wrap_int

    def plain(self, number: Any) -> SizeNode:
        """A number that is the same for every input."""
        node = SizeNode.__new__(SizeNode)
        node._tracer, node.number, node.value = self._tracer, number, None
        return node

    def sym_ite(self, then: SizeNode, otherwise: SizeNode) -> SizeNode:
        return then if self.baked_in() else otherwise

    def sym_sum(self, nodes: tuple[SizeNode, ...]) -> SizeNode:
        total = nodes[0]
        for node in nodes[1:]:
            total = operate("add", total, node)
        return total

    def is_integer(self) -> SizeNode:
        return self.plain(float(self.baked_in()).is_integer())

    def round(self, digits: int | None = None) -> SizeNode:
        if digits is not None:
            return operate("round_digits", self, self.plain(digits))
        return operate("trunc", operate("rounded", self))

    def pos(self) -> SizeNode:
        return self

    def __getattr__(self, name: str) -> Any:  # type: ignore[valid-type]
        if name not in OPERATIONS:
            raise AttributeError(f"a traced size has no {name!r}")
        return lambda *others: operate(name, self, *others)


def operate(name: str, *operands: SizeNode) -> SizeNode:
    """What an operation gives on the example, and its record.  Raises what Python raises for these numbers."""
    operation = OPERATIONS[name]
    number = operation.compute(*(o.number for o in operands))
    tracer = operands[0].tracer()
    if tracer is None:
        return operands[0].plain(number)
    if type(number) not in _TYPES:  # complex: no expression of the language on ints and floats gives one
        for operand in operands:
            operand.baked_in()
        return operands[0].plain(number)
    as_they_are = operation.of_bools and all(o.is_bool() for o in operands)
    with tracer.recorder.here():
        values = [tracer.recorder.number(o) for o in operands]
        if not as_they_are:
            values = [_counted(tracer, v) for v in values]
        value = tracer.recorder.operator(operation.kind, values, [_TYPES[type(number)]])
    return SizeNode(tracer, number, value)


def _counted(tracer: Tracer, value: Value) -> Value:
    return tracer.recorder.operator("aten::Int", [value], [INT]) if value.type() == BOOL else value
