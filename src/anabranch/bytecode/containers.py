"""Tuples, lists, dicts, sets: building and taking apart."""

from __future__ import annotations

from ..ir.graph import Node
from ..lang.types import ANY, ListType, NamedTupleType
from .arithmetic import int_constant
from .function_emitter import FunctionEmitter, rule
from .program import Bank, pack
from .vcode import Operand


def _operands_of(e: FunctionEmitter, node: Node) -> list[Operand]:
    return e.operands(list(node.inputs()))


@rule("prim::ListConstruct")
def _list(e: FunctionEmitter, node: Node) -> None:
    t = node.output().type()
    element = t.element if isinstance(t, ListType) else ANY
    values = list(node.inputs())
    bank = {"float": Bank.FLOAT}.get(element.str())
    args: list[Operand] = [e.reg_as(v, bank) for v in values] if bank is not None else e.operands(values)
    e.w.ins("LIST", e.define(node.output()), 0, len(args), hi=e.program.type(element), args=args)


@rule("prim::TupleConstruct")
def _tuple(e: FunctionEmitter, node: Node) -> None:
    t = node.output().type()
    args = _operands_of(e, node)
    named = e.program.type(t) + 1 if isinstance(t, NamedTupleType) else 0
    e.w.ins("TUPLE", e.define(node.output()), 0, len(args), hi=named, args=args)


@rule("prim::DictConstruct")
def _dict(e: FunctionEmitter, node: Node) -> None:
    t = node.output().type()
    args = _operands_of(e, node)
    e.w.ins("DICT", e.define(node.output()), 0, len(args), hi=e.program.type(t), args=args)


@rule("prim::TupleUnpack", "prim::ListUnpack")
def _unpack(e: FunctionEmitter, node: Node) -> None:
    source = e.reg(node.input())
    outs = [e.define(out) for out in node.outputs()]
    e.w.ins("UNTUPLE" if node.kind() == "prim::TupleUnpack" else "UNLIST", source, 0, len(outs), outs=outs)


@rule("prim::TupleIndex")
def _tuple_index(e: FunctionEmitter, node: Node) -> None:
    source, index = node.inputs()
    constant = int_constant(index)
    owner = e.reg(source)
    at = e.reg(index) if constant is None else constant
    out = e.define(node.output())
    e.w.ins("TUPLEGETR" if constant is None else "TUPLEGET", out, int(out.bank), owner, at)


@rule("prim::TupleSlice")
def _tuple_slice(e: FunctionEmitter, node: Node) -> None:
    source = e.reg(node.input())
    e.w.ins("TUPLESLICE", e.define(node.output()), 0, source, pack(node.i("beg"), node.i("end")))
