"""prim::If and prim::Loop as jumps; conditions fused with their jumps; tasks."""

from __future__ import annotations

from ..ir.graph import Node, Value
from ..lang.types import INT
from .arithmetic import (
    FLOAT_FAILS,
    NEGATED,
    Comparison,
    Modulus,
    comparison,
    int_constant,
    modulus,
    small_constant,
)
from .function_emitter import FunctionEmitter, rule
from .program import Bank, bank_of
from .vcode import Block, Reg

ENDLESS = 2**63 - 1  # the trip count of `while`


# -- conditions


def only_user(value: Value) -> tuple[Node, int] | None:
    uses = value.uses()
    return (uses[0].user, uses[0].offset) if len(uses) == 1 else None


def is_fused(node: Node) -> bool:
    """Whether a node is computed where its one user jumps on it, and so writes no code of its own."""
    use = only_user(node.output()) if node.outputsSize() == 1 else None
    if use is None or use[0].owningBlock() is not node.owningBlock():
        return False
    if modulus(node) is not None:
        other = comparison(use[0])
        return other is not None and _modulus_test(other) is not None and is_fused(use[0])
    return _is_test(node) and _jumps_on(*use)


def _is_test(node: Node) -> bool:
    return comparison(node) is not None or _none_test(node) is not None


def _jumps_on(user: Node, offset: int) -> bool:
    if user.kind() == "prim::If":
        return offset == 0
    if user.kind() == "prim::Loop":
        return offset == 1
    owner = user.owningBlock().owningNode() if user.kind() == "prim::Return" else None
    return owner is not None and owner.kind() == "prim::Loop" and offset == 0


def _none_test(node: Node) -> tuple[Value, bool] | None:
    """``x is None`` (True) or ``x is not None`` (False) of a boxed value."""
    if node.kind() not in ("aten::__is__", "aten::__isnot__"):
        return None
    left, right = node.inputs()
    for value, other in ((left, right), (right, left)):
        is_none = other.node().kind() == "prim::Constant" and other.type().str() == "NoneType"
        if is_none and bank_of(value.type()) is Bank.VALUE and value.node().kind() != "prim::Constant":
            return value, node.kind() == "aten::__is__"
    return None


def _modulus_test(c: Comparison) -> tuple[Modulus, int] | None:
    """``x % n == k`` or ``!=`` in one jump."""
    if c.is_float or c.op not in ("eq", "ne"):
        return None
    found, wanted = modulus(c.left.node()), small_constant(c.right)
    return (found, wanted) if found is not None and wanted is not None and c.left.node() is not c.right.node() else None


def jump_if_false(e: FunctionEmitter, condition: Value, target: Block) -> None:
    node = condition.node()
    if node.kind() == "prim::Constant":
        if not condition.toIValue():
            e.w.ins("JMP", target=target)
    elif not is_fused(node):
        e.w.ins("JF", e.reg_as(condition, Bank.BOOL), target=target)
    elif (none_test := _none_test(node)) is not None:
        e.w.ins("JNNONE" if none_test[1] else "JNONE", e.reg(none_test[0]), target=target)
    else:
        found = comparison(node)
        assert found is not None
        _jump_unless(e, found, target)


def _jump_unless(e: FunctionEmitter, c: Comparison, target: Block) -> None:
    if c.is_float:
        op, swapped = FLOAT_FAILS[c.op]
        left, right = (c.right, c.left) if swapped else (c.left, c.right)
        e.w.ins(op, e.reg_as(left, Bank.FLOAT), e.reg_as(right, Bank.FLOAT), target=target)
        return
    found = _modulus_test(c)
    if found is not None and is_fused(c.left.node()):
        op = "JMODNE" if c.op == "eq" else "JMODEQ"
        e.w.ins(op, e.reg(found[0].value), 0, found[0].divisor, hi=found[1], target=target)
        return
    _jump_on_ints(e, NEGATED[c.op], c.left, c.right, target)


_SWAPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def _jump_on_ints(e: FunctionEmitter, op: str, left: Value, right: Value, target: Block) -> None:
    """Jump if ``left op right``."""
    if small_constant(left) is not None and small_constant(right) is None:
        op, left, right = _SWAPPED[op], right, left
    constant = small_constant(right)
    if constant is not None:
        e.w.ins(f"J{op.upper()}I", e.reg(left), hi=constant, target=target)
        return
    if op in ("gt", "ge"):
        op, left, right = _SWAPPED[op], right, left
    e.w.ins(f"J{op.upper()}", e.reg(left), e.reg(right), target=target)


# -- prim::If


@rule("prim::If")
def _if(e: FunctionEmitter, node: Node) -> None:
    then, otherwise = node.blocks()
    results = [e.w.reg(out.type()) for out in node.outputs()]
    condition = int_constant(node.inputsAt(0))
    if condition is not None:  # only one branch exists
        taken = then if condition else otherwise
        if e.emit_block(taken):
            e.copy_into(results, list(taken.outputs()))
    else:
        _branches(e, node, results)
    for out, reg in zip(node.outputs(), results, strict=True):
        e.alias(out, reg)


def _branches(e: FunctionEmitter, node: Node, results: list[Reg]) -> None:
    then, otherwise = node.blocks()
    else_block, end = Block(), Block()
    jump_if_false(e, node.inputsAt(0), else_block)
    if e.emit_block(then):
        e.copy_into(results, list(then.outputs()))
        e.w.ins("JMP", target=end)
    e.w.place(else_block)
    if e.emit_block(otherwise):
        e.copy_into(results, list(otherwise.outputs()))
    e.w.place(end)


# -- prim::Loop


@rule("prim::Loop")
def _loop(e: FunctionEmitter, node: Node) -> None:
    trips, going, *initial = node.inputs()
    (body,) = node.blocks()
    index, *params = body.inputs()
    carried = [e.w.reg(out.type()) for out in node.outputs()]
    e.copy_into(carried, initial)
    for value, reg in [*zip(params, carried, strict=True), *zip(node.outputs(), carried, strict=True)]:
        e.alias(value, reg)
    counter = _Counter(e, trips, index)
    start, stop, end = Block(), Block(), Block()
    jump_if_false(e, going, end)
    counter.skip_if_none(end)
    e.w.place(start)
    if e.emit_block(body):
        condition, *outputs = body.outputs()
        e.w.span = e.program.span(node.span)
        jump_if_false(e, condition, stop)
        e.copy_into(carried, outputs)
        counter.jump_back(start)
        e.w.ins("JMP", target=end)
        e.w.place(stop)
        e.copy_into(carried, outputs)
    e.w.place(end)


class _Counter:
    """The trip count of a loop: absent for a `while` that does not ask for it."""

    def __init__(self, e: FunctionEmitter, trips: Value, index: Value) -> None:
        self.e = e
        self.limit = int_constant(trips)
        self.endless = self.limit == ENDLESS
        self.register: Reg | None = None
        self.limit_register: Reg | None = None
        if not self.endless and small_constant(trips) is None:
            self.limit_register = e.reg_as(trips, Bank.INT)
        if not self.endless or index.uses():
            self.register = e.define(index)
            e.w.load(self.register, 0, INT)

    def skip_if_none(self, end: Block) -> None:
        if self.limit_register is not None:
            self.e.w.ins("JLEI", self.limit_register, target=end)
        elif self.limit is not None and self.limit <= 0:
            self.e.w.ins("JMP", target=end)

    def jump_back(self, start: Block) -> None:
        w = self.e.w
        if self.register is not None and self.endless:
            w.ins("ADDI", self.register, self.register, imm=1)
        if self.register is None or self.endless:
            w.ins("JBACK", target=start)
        elif self.limit_register is not None:
            w.ins("LOOP", self.register, self.limit_register, target=start)
        else:
            w.ins("LOOPI", self.register, hi=self.limit or 0, target=start)


@rule("aten::__range_length")
def _range_length(e: FunctionEmitter, node: Node) -> None:
    start, stop, step = (e.reg(v) for v in node.inputs())
    e.w.ins("RANGELEN", e.define(node.output()), start, stop, step)


@rule("aten::__derive_index")
def _derive_index(e: FunctionEmitter, node: Node) -> None:
    index, start, step = node.inputs()
    first, stride = int_constant(start), int_constant(step)
    if stride == 1 and first == 0:
        e.alias(node.output(), e.reg(index))
    elif stride == 1 and first is not None:
        e.w.ins("ADDI", e.define(node.output()), e.reg(index), imm=first)
    else:
        regs = e.reg(start), e.reg(index), e.reg(step)
        e.w.ins("DERIVE", e.define(node.output()), *regs)


# -- tasks


@rule("prim::fork")
def _fork(e: FunctionEmitter, node: Node) -> None:
    name = node.attribute("name") if node.hasAttribute("name") else f"{e.name}.fork"
    body = e.program.body(node.g("Subgraph"), str(name))
    args = e.operands(list(node.inputs()))
    e.w.ins("LAZYFORK" if node in e.lazy_forks else "FORK", e.define(node.output()), 0, len(args), hi=body, args=args)


@rule("aten::wait")
def _wait(e: FunctionEmitter, node: Node) -> None:
    future = e.reg(node.input())
    out = e.define(node.output()) if node.outputsSize() else e.w.reg(Bank.VALUE)
    e.w.ins("WAIT", out, int(out.bank), future)


