"""Calls: of functions, of methods, of Python, and of classes."""

from __future__ import annotations

from typing import Any

from ..frontend.calls.python_calls import WithNames
from ..ir.graph import Node, Value
from ..lang.nominal import ClassType
from ..lang.schema import Schema
from ..lang.types import NONE, FunctionType, UnionType
from .contexts import builtin_context
from .expressions import attribute
from .text import ATOM, Expr, called
from .writer import Writer, expression_of, statement_of


@expression_of("prim::CallFunction")
def _function(w: Writer, node: Node) -> Expr:
    callee, *args = w.take(list(node.inputs()))
    return called(callee.at(ATOM), arguments(schema_of(node), args))


def schema_of(call: Node) -> Schema | None:
    """Of the function or method that a node calls; None where that is not known."""
    if call.kind() == "prim::CallFunction":
        t = call.inputsAt(0).type()
        return t.function.schema if isinstance(t, FunctionType) else None
    owner: Any = call.inputsAt(0).type()
    found = getattr(owner, "methods", {}).get(call.s("name"))
    return getattr(found, "schema", found)


def arguments(schema: Schema | None, args: list[Expr], skipped: int = 0) -> list[str]:
    """By place and by keyword; ``skipped`` are the parameters before the first."""
    parameters = schema.arguments[skipped:] if schema is not None else ()
    by_name = {i: p.name for i, p in enumerate(parameters) if p.keyword_only}
    return [f"{by_name[i]}={a.text}" if i in by_name else a.text for i, a in enumerate(args)]


@statement_of("prim::CallMethod")
def _method(w: Writer, node: Node) -> None:
    owner_value, name = node.inputsAt(0), node.s("name")
    if isinstance(owner_value.type(), UnionType):
        w.refuse(node, "a method of a module that is chosen when the program runs", "index a ModuleList of one type")
    if name == "__init__" and owner_value.node().kind() == "prim::CreateObject":
        _made(w, node)
        return
    owner, *args = w.take(list(node.inputs()))
    for ending in ("_getter", "_setter"):
        if name.startswith("__") and name.endswith(ending) and not name.endswith(f"__{ending}"):
            _property(w, node, owner, name[2 : -len(ending)], args)
            return
    base = _base(node) if name.startswith("__super_") else None
    if base is not None:
        text = f"{w.naming.python(base)}.{name.removeprefix(f'__super_{base.__name__}_')}"
        w.result(node, called(text, [owner.text, *arguments(schema_of(node), args, 1)]))
        return
    method = attribute(w, owner, name)
    w.result(node, called(method.text, arguments(schema_of(node), args, 1)))


def _base(call: Node) -> type | None:
    """The class whose version of the method ``super()`` meant."""
    owner: Any = call.inputsAt(0).type()
    order = owner.python_class.__mro__ if owner.python_class is not None else ()
    return next((c for c in order if call.s("name").startswith(f"__super_{c.__name__}_")), None)


def _property(w: Writer, node: Node, owner: Expr, name: str, args: list[Expr]) -> None:
    if not args:
        w.result(node, attribute(w, owner, name))
        return
    w.flush()
    w.put(f"{owner.at(ATOM)}.{name} = {args[0].text}")


@statement_of("prim::CreateObject")
def _create(w: Writer, node: Node) -> None:
    """Written where it is initialised."""
    if not any(u.user.kind() == "prim::CallMethod" and u.user.s("name") == "__init__" for u in node.output().uses()):
        w.refuse(node, "an object whose __init__ is not called")


def _made(w: Writer, node: Node) -> None:
    made, *given = node.inputs()
    t = made.type()
    assert isinstance(t, ClassType)
    args = w.take(given)
    if node.outputsSize() and node.output().type() != NONE and node.output().uses():
        w.refuse(node, "the result of __init__")
    text = builtin_context(w, made, args) or called(w.annotation(t), [a.text for a in args])
    w.flush()
    if _is_entered_at_once(made, node):
        w.waiting[made] = text
    else:
        w.put(f"{w.name(made)} = {text.text}")


def _is_entered_at_once(made: Value, init: Node) -> bool:
    """``with Class(...)``: nothing else needs a name for the object."""
    others = [u.user for u in made.uses() if u.user is not init]
    following = init.next()
    return following in others and all(n.kind() == ("prim::Enter" if n is following else "prim::Exit") for n in others)


@expression_of("prim::PythonOp")
def _python(w: Writer, node: Node) -> Expr:
    fn, values = node.attribute("fn"), w.take(list(node.inputs()))
    texts = [v.text for v in values]
    if isinstance(fn, WithNames):
        count = len(texts) - len(fn.names)
        texts = [*texts[:count], *(f"{name}={text}" for name, text in zip(fn.names, texts[count:]))]
        fn = fn.fn
    return called(w.naming.python(fn), texts)
