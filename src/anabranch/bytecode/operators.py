"""Operator nodes: an opcode where there is one, else a kernel of ours or an operator of the dispatcher."""

from __future__ import annotations

from ..ir.graph import Node, Value
from ..lang.types import ANY, FLOAT, INT, ListType
from . import function_emitter
from .arithmetic import COMPARISONS, I64, INT_BINARY, UNARY, comparison, float_binary, int_constant, modulus, qualified
from .control_flow import is_fused
from .function_emitter import FunctionEmitter, rule
from .program import Bank, bank_of
from .vcode import Reg


@function_emitter.emit_operator.is_given
def emit_operator(e: FunctionEmitter, node: Node) -> None:
    if node.op is not None and not node.op.is_own:
        emit_call(e, node)
        return
    name = qualified(node)
    if name in INT_BINARY:
        _int_binary(e, node, *INT_BINARY[name])
    elif name in UNARY:
        _unary(e, node, UNARY[name])
    elif (op := float_binary(name)) is not None:
        left, right = (e.reg_as(v, Bank.FLOAT) for v in node.inputs())
        e.w.ins(op, e.define(node.output()), left, right)
    elif comparison(node) is not None:
        _comparison(e, node)
    elif name in _LISTS and _LISTS[name](e, node):
        pass
    else:
        emit_call(e, node)


def emit_call(e: FunctionEmitter, node: Node) -> None:
    """KERNEL for the language's own operators, OP for the dispatcher's."""
    assert node.op is not None
    args = e.operands(list(node.inputs()))
    results = [e.define(out) for out in node.outputs()]
    if node.op.is_own:
        e.kernel(node.op.qualified, args, results)
    else:
        e.w.call("OP", e.program.entry("operators", node.op, node.op.qualified), args, results)


# -- scalars


def _int_binary(e: FunctionEmitter, node: Node, op: str, right_form: str, left_form: str) -> None:
    if modulus(node) is not None and is_fused(node):
        return
    left, right = node.inputs()
    constant = int_constant(right)
    if right_form and constant is not None and _fits(op, constant):
        e.w.ins(right_form, e.define(node.output()), e.reg(left), imm=-constant if op == "SUB" else constant)
    elif left_form and (constant := int_constant(left)) is not None:
        e.w.ins(left_form, e.define(node.output()), e.reg(right), imm=constant)
    else:
        regs = e.reg(left), e.reg(right)
        e.w.ins(op, e.define(node.output()), *regs)


def _fits(op: str, constant: int) -> bool:
    """Whether an immediate can stand for the operand: divisors that need a check cannot."""
    if op in ("FLOORDIV", "MOD"):
        return constant not in (0, -1)
    return -constant in I64 if op == "SUB" else True


def _unary(e: FunctionEmitter, node: Node, op: str) -> None:
    source = e.reg(node.input())
    e.w.ins(op, e.define(node.output()), source)


def _comparison(e: FunctionEmitter, node: Node) -> None:
    if is_fused(node):
        return
    c = comparison(node)
    assert c is not None
    op, immediate, swapped, left_immediate = COMPARISONS[c.op]
    left, right = c.left, c.right
    if not c.is_float and int_constant(right) is not None:
        e.w.ins(immediate, e.define(node.output()), e.reg(left), imm=int_constant(right) or 0)
    elif not c.is_float and int_constant(left) is not None:
        e.w.ins(left_immediate, e.define(node.output()), e.reg(right), imm=int_constant(left) or 0)
    else:
        bank = Bank.FLOAT if c.is_float else bank_of(left.type())
        regs = [e.reg_as(v, bank) for v in ((right, left) if swapped else (left, right))]
        e.w.ins(("F" if c.is_float else "") + op, e.define(node.output()), *regs)


# -- identity


@rule("aten::__is__", "aten::__isnot__")
def _is(e: FunctionEmitter, node: Node) -> None:
    if is_fused(node):
        return
    left, right = node.inputs()
    value = left if right.type().str() == "NoneType" else right if left.type().str() == "NoneType" else None
    if value is None:
        emit_call(e, node)
    elif bank_of(value.type()) is not Bank.VALUE:  # an int is never None
        e.w.load(e.define(node.output()), node.kind() == "aten::__isnot__", INT)
    else:
        source = e.reg(value)
        e.w.ins("ISNONE" if node.kind() == "aten::__is__" else "ISNOTNONE", e.define(node.output()), 0, source)


@rule("prim::tolist")
def _to_list(e: FunctionEmitter, node: Node) -> None:
    """Its schema says nothing, so the node has no operator; the kernel is there all the same."""
    e.kernel(node.kind(), e.operands(list(node.inputs())), [e.define(node.output())])


# -- lists


def _result(e: FunctionEmitter, node: Node) -> Reg:
    return e.define(node.output())


def _len(e: FunctionEmitter, node: Node) -> bool:
    source = e.reg(node.input())
    e.w.ins("LISTLEN", _result(e, node), 0, source)
    return True


def _getitem(e: FunctionEmitter, node: Node) -> bool:
    source, index = node.inputs()
    constant = int_constant(index)
    if constant is not None:
        owner = e.reg(source)
        out = _result(e, node)
        e.w.ins("LISTGETI", out, int(out.bank), owner, constant)
    else:
        owner, at = e.reg(source), e.reg(index)
        out = _result(e, node)
        e.w.ins("LISTGET", out, int(out.bank), owner, at)
    return True


def _element(e: FunctionEmitter, source: Value, element: Value) -> list[Reg] | None:
    """The element as a list of this type holds it; None where that takes a kernel."""
    t = source.type()
    wanted = t.element if isinstance(t, ListType) else ANY
    if wanted == FLOAT and element.type() != FLOAT:
        return [e.reg_as(element, Bank.FLOAT)]
    return []


def _append(e: FunctionEmitter, node: Node) -> bool:
    source, element = node.inputs()
    converted = _element(e, source, element)
    owner = e.reg(source)
    e.w.ins("APPEND", owner, args=[*converted] if converted else [e.operand(element)])
    _return_self(e, node, owner)
    return True


def _set_item(e: FunctionEmitter, node: Node) -> bool:
    source, index, element = node.inputs()
    converted = _element(e, source, element)
    owner, at = e.reg(source), e.reg(index)
    e.w.ins("LISTSET", owner, at, args=[*converted] if converted else [e.operand(element)])
    _return_self(e, node, owner)
    return True


def _return_self(e: FunctionEmitter, node: Node, owner: Reg) -> None:
    """Operators that return the list they changed: the same register."""
    for out in node.outputs():
        e.alias(out, owner)


_LISTS = {
    "aten::len.t": _len,
    "aten::__getitem__.t": _getitem,
    "aten::append.t": _append,
    "aten::_set_item.t": _set_item,
}


