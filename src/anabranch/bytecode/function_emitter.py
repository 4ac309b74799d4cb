"""Lowers one graph: the values it has seen, and the rule of every kind of node."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..analysis.futures import forks_that_stay
from ..base.errors import GraphError
from ..base.given import Given
from ..ir.builder import constant_type
from ..ir.function import Function
from ..ir.graph import Block as IrBlock
from ..ir.graph import Graph, Node, Value
from ..lang.types import NONE, DictType, FunctionType, ListType, SetType, Type
from ..ops import OWN_OPS
from .program import Bank, bank_of
from .vcode import Block, Operand, Reg
from .writer import FunctionWriter, ProgramWriter

Rule = Callable[["FunctionEmitter", Node], None]
RULES: dict[str, Rule] = {}


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a function as the rule of some kinds of nodes."""

    def register(f: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, f))
        return f

    return register


_CONVERSIONS = {
    (Bank.INT, Bank.FLOAT): "I2F", (Bank.BOOL, Bank.FLOAT): "I2F", (Bank.BOOL, Bank.INT): "MOV", (Bank.INT, Bank.BOOL): "I2B",
    (Bank.FLOAT, Bank.BOOL): "F2B", (Bank.FLOAT, Bank.INT): "F2I",
}  # fmt: skip

emit_operator: Given[[FunctionEmitter, Node], None] = Given("anabranch.bytecode.operators")


class FunctionEmitter:
    def __init__(self, program: ProgramWriter, graph: Graph, name: str, function: Function | None) -> None:
        self.program = program
        self.graph = graph
        self.function = function  # whose graph this is; None for the body of a fork
        self.name = name
        outputs = list(graph.outputs())
        if len(outputs) > 1:
            raise GraphError(f"{name} has {len(outputs)} results; a function returns one value")
        self.result_type: Type = outputs[0].type() if outputs else NONE
        self.w = FunctionWriter(program, name, bank_of(self.result_type))
        self._regs: dict[Value, Reg] = {}

    @cached_property
    def lazy_forks(self) -> set[Node]:
        return forks_that_stay(self.graph)

    def emit(self) -> None:
        for value in self.graph.inputs():
            self.w.f.params.append(self.define(value))
        if self.emit_block(self.graph.block()):
            self._emit_return()

    def _emit_return(self) -> None:
        outputs = list(self.graph.outputs())
        if not outputs:
            self.w.ins("RETNONE")
        else:
            reg = self.reg_as(outputs[0], bank_of(self.result_type))
            self.w.ins("RET", reg, int(reg.bank))

    def emit_block(self, block: IrBlock) -> bool:
        """Lower the nodes of a block.  False: its end is never reached."""
        for node in block.nodes():
            self.w.span = self.program.span(node.span)
            self.emit_node(node)
            if node.kind() == "prim::RaiseException":
                self.w.place(Block())  # what follows is written, but nothing leads to it
                return False
        return True

    def emit_node(self, node: Node) -> None:
        found = RULES.get(node.kind())
        if found is not None:
            found(self, node)
        elif node.op is not None:
            emit_operator(self, node)
        else:
            raise GraphError(f"no bytecode for {node.kind()}")

    def kernel(self, qualified: str, args: list[Operand], results: list[Reg]) -> None:
        """Call the native kernel of one of our own operators."""
        if OWN_OPS.by_qualified_name[qualified].native is None:
            raise GraphError(f"no bytecode for {qualified}")
        self.w.call("KERNEL", self.program.entry("kernels", qualified, qualified), args, results)

    # -- values

    def define(self, value: Value) -> Reg:
        """A new register for a value that is computed now."""
        self._regs[value] = self.w.reg(value.type())
        return self._regs[value]

    def alias(self, value: Value, reg: Reg) -> None:
        self._regs[value] = reg

    def constant(self, value: Value) -> tuple[Any, Type] | None:
        """The constant a value is, and its type."""
        if value in self._regs or value.node().kind() != "prim::Constant":
            return None
        t = value.type()
        if isinstance(t, FunctionType):
            return t.function, t
        found = value.toIValue()
        return found, constant_type(found) if value.node().hasAttribute("wrapped") else t

    def operand(self, value: Value) -> Operand:
        """A value as an operand of a call: its register, or a constant."""
        reg = self._regs.get(value)
        if reg is not None:
            return reg
        constant = self.constant(value)
        return self.program.constant(*constant) if constant is not None else self._register_of(value)

    def operands(self, values: list[Value]) -> list[Operand]:
        return [self.operand(v) for v in values]

    def reg(self, value: Value) -> Reg:
        """A register that holds the value; constants are loaded."""
        constant = self.constant(value)
        if constant is None:
            return self._register_of(value)
        reg = self.w.reg(value.type())
        self.w.load(reg, *constant)
        return reg

    def _register_of(self, value: Value) -> Reg:
        if value not in self._regs:
            raise GraphError(f"%{value.debugName()} is used before it is defined, in {self.name}")
        return self._regs[value]

    def reg_as(self, value: Value, bank: Bank) -> Reg:
        """The value in a register of ``bank``, boxed or unboxed where its own bank is another."""
        constant = self.constant(value)
        if constant is not None:
            reg = self.w.reg(bank)
            self.w.load(reg, *constant)
            return reg
        return self.convert(self._register_of(value), bank)

    def convert(self, reg: Reg, bank: Bank) -> Reg:
        if reg.bank is bank:
            return reg
        out = self.w.reg(bank)
        if bank is Bank.VALUE:
            self.w.ins(f"BOX{reg.bank.name[0]}", out, reg)
        elif reg.is_value:
            self.w.ins(f"UNBOX{bank.name[0]}", out, reg)
        else:
            self.w.ins(_CONVERSIONS[reg.bank, bank], out, reg)
        return out

    def copy_into(self, targets: list[Reg], values: list[Value]) -> None:
        """All at once ``targets = values``: the carried values of a loop, the results of a branch."""
        pairs: list[tuple[Reg, Reg]] = []
        loads: list[tuple[Reg, tuple[Any, Type]]] = []
        for target, value in zip(targets, values, strict=True):
            constant = self.constant(value)
            if constant is not None:
                loads.append((target, constant))
            elif value.node().kind() != "prim::Uninitialized":
                pairs.append((target, self.convert(self._register_of(value), target.bank)))
        self.w.copy(pairs)
        for target, constant in loads:
            self.w.load(target, *constant)


@rule("prim::Constant")
def _constant(e: FunctionEmitter, node: Node) -> None:
    """Constants are operands of what uses them; a container that somebody may change is copied here."""
    out = node.output()
    t = out.type()
    if isinstance(t, ListType | DictType | SetType) and node.constant_value() is not None and out.uses():
        copy = {ListType: "aten::copy.t", DictType: "aten::copy.Dict_any", SetType: "aten::copy.Set"}[type(t)]
        e.kernel(copy, [e.program.constant(node.constant_value(), t)], [e.define(out)])


@rule("prim::Uninitialized")
def _uninitialized(e: FunctionEmitter, node: Node) -> None:
    reg = e.define(node.output())
    if reg.is_value:
        e.w.ins("LDC", reg, imm=e.program.constant(None, NONE).index)
    else:
        e.w.ins("LDI", reg)


