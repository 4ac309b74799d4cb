"""Operators on raw registers that have an opcode: own overload → instruction.  Others are called (``operators``)."""

from __future__ import annotations

from ..base.record import Record
from ..ir.graph import Node, Value
from ..lang.types import BOOL, INT

I32 = range(-(2**31), 2**31)
I64 = range(-(2**63), 2**63)

# name → (register form, form with a constant on the right, form with a constant on the left).
# The immediate forms: SUB with a constant is ADDI of its negation; "swap" means the operation commutes.
INT_BINARY: dict[str, tuple[str, str, str]] = {
    "aten::add.int": ("ADD", "ADDI", "ADDI"),
    "aten::sub.int": ("SUB", "ADDI", "RSUBI"),
    "aten::mul.int": ("MUL", "MULI", "MULI"),
    "aten::floordiv.int": ("FLOORDIV", "FLOORDIVI", ""),
    "aten::remainder.int": ("MOD", "MODI", ""),
    "aten::div.int": ("TRUEDIV", "", ""),
    "prim::min.int": ("MIN", "", ""),
    "prim::max.int": ("MAX", "", ""),
    "aten::__and__.int": ("AND", "", ""),
    "aten::__or__.int": ("OR", "", ""),
    "aten::__xor__.int": ("XOR", "", ""),
    "aten::__and__.bool": ("AND", "", ""),
    "aten::__or__.bool": ("OR", "", ""),
    "aten::__xor__.bool": ("XOR", "", ""),
    "aten::__lshift__.int": ("SHL", "", ""),
    "aten::__rshift__.int": ("SHR", "", ""),
}

UNARY: dict[str, str] = {
    "aten::neg.int": "NEG", "prim::abs.int": "ABS", "aten::bitwise_not.int": "INVERT", "aten::__not__": "NOT",
    "aten::neg.float": "FNEG", "prim::abs.float": "FABS", "aten::sqrt.float": "FSQRT",
    "aten::Float.int": "I2F", "aten::Float.bool": "I2F", "aten::Int.float": "F2I", "aten::Int.bool": "MOV",
    "aten::Bool.int": "I2B", "aten::Bool.float": "F2B", "aten::Bool.bool": "MOV",
}  # fmt: skip

FLOAT_BINARY = {
    "add": "FADD", "sub": "FSUB", "mul": "FMUL", "div": "FDIV", "floordiv": "FFLOORDIV", "remainder": "FMOD",
}  # fmt: skip

# Comparisons: name → (int form, immediate form, swapped, immediate form with the constant on the left).
COMPARISONS: dict[str, tuple[str, str, bool, str]] = {
    "eq": ("EQ", "EQI", False, "EQI"),
    "ne": ("NE", "NEI", False, "NEI"),
    "lt": ("LT", "LTI", False, "GTI"),
    "le": ("LE", "LEI", False, "GEI"),
    "gt": ("LT", "GTI", True, "LTI"),
    "ge": ("LE", "GEI", True, "LEI"),
}
NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
# The jump that is taken when a float comparison fails; NaN fails all but ne.
FLOAT_FAILS = {"eq": ("JFNE", False), "ne": ("JFEQ", False), "lt": ("JFNLT", False), "le": ("JFNLE", False),
               "gt": ("JFNLT", True), "ge": ("JFNLE", True)}  # fmt: skip


class Comparison(Record, frozen=True):
    """``left op right`` of two ints (or bools), or of two floats."""

    op: str
    left: Value
    right: Value
    is_float: bool


def comparison(node: Node) -> Comparison | None:
    """What a node compares, if there is a jump for it."""
    name = qualified(node)
    op, _, overload = name.removeprefix("aten::").partition(".")
    if node.op is None or op not in COMPARISONS or overload not in ("int", "float", "bool"):
        return None
    if overload == "bool" and op not in ("eq", "ne"):
        return None
    left, right = node.inputs()
    return Comparison(op, left, right, overload == "float")


def qualified(node: Node) -> str:
    return node.op.qualified if node.op is not None else node.kind()


def int_constant(value: Value) -> int | None:
    """The int (or bool) a value always is."""
    if value.node().kind() != "prim::Constant" or value.type() not in (INT, BOOL):
        return None
    found = value.toIValue()
    return None if found is None else int(found)


def small_constant(value: Value) -> int | None:
    """A constant that fits beside a jump target."""
    found = int_constant(value)
    return found if found is not None and found in I32 else None


class Modulus(Record, frozen=True):
    """``value % divisor`` with a constant divisor that a jump can hold."""

    value: Value
    divisor: int


def modulus(node: Node) -> Modulus | None:
    if node.kind() != "aten::remainder" or qualified(node) != "aten::remainder.int":
        return None
    value, by = node.inputs()
    divisor = int_constant(by)
    return Modulus(value, divisor) if divisor is not None and 0 < divisor < 65536 else None


def float_binary(name: str) -> str | None:
    """The opcode of a float operation; the mixed overloads convert their int first."""
    op, _, overload = name.partition(".")
    if overload not in ("float", "int_float", "float_int") or not op.startswith("aten::"):
        return None
    return FLOAT_BINARY.get(op.removeprefix("aten::"))


