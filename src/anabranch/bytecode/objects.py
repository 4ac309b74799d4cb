"""Objects, calls of functions and methods, Python, casts, exceptions, printing, ``with``."""

from __future__ import annotations

from ..base.errors import GraphError
from ..base.source import NOWHERE
from ..base.user_warnings import WarnAt
from ..ir.function import Function
from ..ir.graph import Node, Value
from ..ir.kinds import CONTEXTS
from ..lang.nominal import ClassType
from ..lang.tensor_types import plain
from ..lang.types import ANY, NONE, PYOBJECT, FunctionType, OptionalType, Type, union
from .function_emitter import FunctionEmitter, rule
from .program import Bank, PythonCall, bank_of
from .vcode import Const, Operand, Reg

# -- attributes


def _class_of(value: Value) -> ClassType:
    t = value.type()
    if not isinstance(t, ClassType):
        raise GraphError(f"%{value.debugName()} is a {t}, not an object")
    return t


_OF_KNOWN_CLASS = ("prim::Param", "prim::GetAttr", "prim::CreateObject", "prim::unchecked_cast")


def _known(e: FunctionEmitter, owner: Value) -> Reg:
    """An owner of attributes.  Of what containers and operators give, who checks a program does not know the class."""
    reg = e.reg(owner)
    if not e.program.checked or owner.node().kind() in _OF_KNOWN_CLASS:
        return reg
    known = e.w.reg(Bank.VALUE)
    e.w.ins("CAST", known, 0, reg, e.program.type(owner.type()))
    return known


@rule("prim::GetAttr")
def _get_attribute(e: FunctionEmitter, node: Node) -> None:
    owner = node.input()
    slot = _class_of(owner).slot(node.s("name"))
    source = _known(e, owner)
    out = e.define(node.output())
    e.w.ins("GETATTR", out, int(out.bank), source, slot)


@rule("prim::SetAttr")
def _set_attribute(e: FunctionEmitter, node: Node) -> None:
    owner, value = node.inputs()
    cls = _class_of(owner)
    wanted = bank_of(cls.attributes[node.s("name")].type)
    source: Operand = e.operand(value) if wanted in (Bank.VALUE, bank_of(value.type())) else e.reg_as(value, wanted)
    e.w.ins("SETATTR", _known(e, owner), hi=cls.slot(node.s("name")), args=[source])


@rule("prim::CreateObject")
def _create(e: FunctionEmitter, node: Node) -> None:
    if _context_kind(node) is None:
        cls = e.program.entry("classes", _class_of(node.output()))
        e.w.ins("NEW", e.define(node.output()), imm=cls)


# -- calls


def _results(e: FunctionEmitter, node: Node) -> list[Reg]:
    """Registers of a call's result; a call that nobody asks has one all the same."""
    return [e.define(out) for out in node.outputs()] or [e.w.reg(Bank.VALUE)]


def _call(e: FunctionEmitter, node: Node, callee: Function, values: list[Value]) -> None:
    args = e.operands(values)
    if callee is e.program.root:
        e.w.call("CALLSELF", 0, args, _results(e, node))
    else:
        e.w.call("CALL", e.program.entry("callees", callee), args, _results(e, node))


@rule("prim::CallFunction")
def _call_function(e: FunctionEmitter, node: Node) -> None:
    callee, *values = node.inputs()
    t = callee.type()
    if isinstance(t, FunctionType):
        _call(e, node, t.function, values)
    else:
        e.w.call("CALLV", 0, e.operands([callee, *values]), _results(e, node))


@rule("prim::CallMethod")
def _call_method(e: FunctionEmitter, node: Node) -> None:
    owner, *values = node.inputs()
    if _context_kind(owner.node()) is not None:
        _no_value(e, node)  # __init__: its arguments are evaluated when the region is entered
        return
    _method(e, node, owner, node.s("name"), e.operands(values))


def _method(e: FunctionEmitter, node: Node, owner: Value, name: str, args: list[Operand]) -> None:
    t = owner.type()
    args = [e.operand(owner), *args]
    if isinstance(t, ClassType):
        callee = t.methods[name]
        if callee is e.program.root:
            e.w.call("CALLSELF", 0, args, _results(e, node))
        else:
            e.w.call("CALL", e.program.entry("callees", callee), args, _results(e, node))
    else:
        e.w.call("CALLM", e.program.name(name), args, _results(e, node))


@rule("prim::PythonOp")
def _python(e: FunctionEmitter, node: Node) -> None:
    values = list(node.inputs())
    result = node.output().type() if node.outputsSize() else NONE
    call = PythonCall(str(node.attribute("name")), node.attribute("fn"), tuple(v.type() for v in values), result)
    constant = e.program.constant(call, PYOBJECT)
    e.w.call("PYCALL", constant.index, e.operands(values), _results(e, node))


@rule("aten::warn")
def _warn(e: FunctionEmitter, node: Node) -> None:
    values = list(node.inputs())
    call = PythonCall("warn", WarnAt(node.span or NOWHERE), tuple(v.type() for v in values), NONE)
    e.w.call("PYCALL", e.program.constant(call, PYOBJECT).index, e.operands(values), _results(e, node))


def _no_value(e: FunctionEmitter, node: Node) -> None:
    for out in node.outputs():
        e.w.load(e.define(out), None, NONE)


# -- casts and tests


@rule("prim::unchecked_cast", "prim::unchecked_unwrap_optional")
def _cast(e: FunctionEmitter, node: Node) -> None:
    """The same value; an int out of an Optional[int] moves to the raw bank."""
    source, out = node.input(), node.output()
    if source.type() == ANY and isinstance(out.type(), ClassType):
        e.w.ins("EXACT", e.define(out), 0, e.reg(source), e.program.type(out.type()))
        return
    reg = e.reg_as(source, bank_of(out.type()))
    if e.program.checked and reg.is_value and plain(source.type()) != plain(out.type()):
        _checked_cast(e, source.type(), reg, out)
    else:
        e.alias(out, reg)


def _checked_cast(e: FunctionEmitter, t: Type, reg: Reg, out: Value) -> None:
    if isinstance(t, OptionalType) and t.element == out.type():
        e.w.ins("UNWRAP", e.define(out), 0, reg)
    else:
        e.w.ins("CAST", e.define(out), 0, reg, e.program.type(out.type()))


@rule("aten::_unwrap_optional")
def _unwrap(e: FunctionEmitter, node: Node) -> None:
    source, out = node.input(), node.output()
    if bank_of(source.type()) is not Bank.VALUE:
        e.alias(out, e.reg(source))
        return
    boxed = e.w.reg(Bank.VALUE)
    e.w.ins("UNWRAP", boxed, 0, e.reg(source))
    e.alias(out, e.convert(boxed, bank_of(out.type())))


@rule("prim::isinstance")
def _isinstance(e: FunctionEmitter, node: Node) -> None:
    types = node.tys("types")
    wanted = types[0] if len(types) == 1 else union(types)
    source = e.reg_as(node.input(), Bank.VALUE)
    e.w.ins("ISINSTANCE", e.define(node.output()), 0, source, e.program.type(wanted))


# -- effects


@rule("prim::Print")
def _print(e: FunctionEmitter, node: Node) -> None:
    args = e.operands(list(node.inputs()))
    e.w.ins("PRINT", 0, 0, len(args), args=args)


@rule("prim::RaiseException")
def _raise(e: FunctionEmitter, node: Node) -> None:
    message, *rest = node.inputs()
    named = rest[0].toIValue() if rest else None
    cls = node.attribute("class_") if node.hasAttribute("class_") else None
    constant = e.program.constant(cls, PYOBJECT) if cls is not None else Const(0)
    name = e.program.name(_class_name(named, cls))
    e.w.ins("RAISE", constant.index, int(cls is not None), hi=name, args=[e.operand(message)])


def _class_name(named: str | None, cls: type | None) -> str:
    if cls is not None:
        return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
    return (named or "RuntimeError").removeprefix("builtins.")


# -- with


def _context_kind(node: Node) -> int | None:
    """Which of torch's contexts a prim::CreateObject makes."""
    if node.kind() != "prim::CreateObject":
        return None
    name = getattr(node.output().type(), "name", "")
    return CONTEXTS.index(name) if name in CONTEXTS else None


def _context_arguments(context: Value) -> list[Value]:
    """The arguments of the ``__init__`` of a context object."""
    for user, offset in context.uses():
        if user.kind() == "prim::CallMethod" and offset == 0 and user.s("name") == "__init__":
            return list(user.inputs())[1:]
    return []


@rule("prim::Enter")
def _enter(e: FunctionEmitter, node: Node) -> None:
    context = node.input()
    kind = _context_kind(context.node())
    if kind is None:
        _method(e, node, context, "__enter__", [])
        exit_ = e.program.entry("callees", _class_of(context).methods["__exit__"])
        e.w.ins("ENTERED", 0, 0, 1, hi=exit_, args=[e.operand(context)])
        return
    args = e.operands(_context_arguments(context))
    e.w.ins("ENTER", kind, 0, len(args), args=args)
    _no_value(e, node)


@rule("prim::Exit")
def _exit(e: FunctionEmitter, node: Node) -> None:
    context = node.inputsAt(0)
    e.w.ins("LEAVE")
    if _context_kind(context.node()) is not None:
        _no_value(e, node)
        return
    none: Operand = e.program.constant(None, NONE)
    _method(e, node, context, "__exit__", [none] * 3)
