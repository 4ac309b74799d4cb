"""Nodes of the language that are expressions: containers, attributes, casts."""

from __future__ import annotations

import keyword

from ..ir.graph import Node
from ..lang.types import (
    BOOL,
    INT,
    DictType,
    ListType,
    NamedTupleType,
    TupleType,
)
from .liveness import same_type
from .text import ATOM, COMPARISON, Expr, called
from .writer import Writer, expression_of, statement_of


@expression_of("prim::ListConstruct")
def _list(w: Writer, node: Node) -> Expr:
    t = node.output().type()
    assert isinstance(t, ListType)
    values = list(node.inputs())
    text = f"[{', '.join(e.text for e in w.take(values))}]"
    fits = values and all(same_type(v.type(), t.element) for v in values)
    return Expr(text) if fits else w.annotated(t, text)


@expression_of("prim::DictConstruct")
def _dict(w: Writer, node: Node) -> Expr:
    t = node.output().type()
    assert isinstance(t, DictType)
    values = list(node.inputs())
    items = [e.text for e in w.take(values)]
    text = "{" + ", ".join(f"{k}: {v}" for k, v in zip(items[::2], items[1::2])) + "}"
    fits = values and all(same_type(v.type(), t.value) for v in values[1::2])
    return Expr(text) if fits and values[0].type() == t.key else w.annotated(t, text)


@expression_of("prim::TupleConstruct")
def _tuple(w: Writer, node: Node) -> Expr:
    t = node.output().type()
    items = [e.text for e in w.take(list(node.inputs()))]
    if isinstance(t, NamedTupleType) and t.name:
        return called(w.annotation(t), items)
    assert isinstance(t, TupleType)
    text = f"({', '.join(items)}{',' * (len(items) == 1)})"
    narrower = any(not same_type(v.type(), item) for v, item in zip(node.inputs(), t.items))
    return w.annotated(t, text) if narrower else Expr(text)


@statement_of("prim::TupleUnpack", "prim::ListUnpack")
def _unpack(w: Writer, node: Node) -> None:
    (value,) = w.take([node.input()])
    w.flush()
    names = ", ".join(map(w.name, node.outputs()))
    w.put(f"{names}{',' * (node.outputsSize() == 1)} = {value.text}")


@expression_of("prim::TupleIndex")
def _index(w: Writer, node: Node) -> Expr:
    owner, index = w.take(list(node.inputs()))
    t, at = node.inputsAt(0).type(), node.inputsAt(1).toIValue()
    if isinstance(t, NamedTupleType) and isinstance(at, int) and t.fields[at].isidentifier():
        return Expr(f"{owner.at(ATOM)}.{t.fields[at]}")
    return Expr(f"{owner.at(ATOM)}[{index.text}]")


@expression_of("prim::GetAttr")
def _get(w: Writer, node: Node) -> Expr:
    (owner,) = w.take([node.input()])
    return attribute(w, owner, node.s("name"))


def attribute(w: Writer, owner: Expr, name: str) -> Expr:
    """``owner.name``; an item of a container has any name."""
    if name.isidentifier() and not keyword.iskeyword(name):
        return Expr(f"{owner.at(ATOM)}.{name}")
    return called(w.naming.builtin("getattr"), [owner.text, repr(name)])


@statement_of("prim::SetAttr")
def _set(w: Writer, node: Node) -> None:
    owner_value, value_value = node.inputs()
    if owner_value in w.waiting and value_value in w.waiting:
        w.flush()
    value, owner = w.take([value_value, owner_value])
    w.flush()
    name = node.s("name")
    if name.isidentifier() and not keyword.iskeyword(name):
        w.put(f"{owner.at(ATOM)}.{name} = {value.text}")
    else:
        w.put(f"{w.naming.builtin('setattr')}({owner.text}, {name!r}, {value.text})")


@statement_of("prim::unchecked_cast", "prim::unchecked_unwrap_optional")
def _cast(w: Writer, node: Node) -> None:
    """A type that a condition around tells is known without a word."""
    value, t = node.input(), node.output().type()
    if value in w.names and (value, t) in w.known:
        w.names[node.output()] = w.names[value]
        return
    (given,) = w.take([value])
    operator = f"{w.naming.module('ab')}.operators.prim.unchecked_cast"
    w.result(node, w.annotated(t, f"{operator}({given.text})"))


@expression_of("prim::isinstance")
def _isinstance(w: Writer, node: Node) -> Expr:
    (value,) = w.take([node.input()])
    types = [t for t in node.tys("types") if t != BOOL or INT not in node.tys("types")]  # Python's bools are ints
    names = [w.annotation(t) for t in types]
    text = names[0] if len(names) == 1 else f"({', '.join(names)})"
    is_plain = not any("[" in name for name in names)
    return called(w.naming.builtin("isinstance") if is_plain else f"{w.naming.module('ab')}.isinstance", [value.text, text])


@expression_of("prim::tolist")
def _tolist(w: Writer, node: Node) -> Expr:
    (value,) = w.take([node.inputsAt(0)])
    return w.annotated(node.output().type(), f"{value.at(ATOM)}.tolist()")


@expression_of("aten::__is__", "aten::__isnot__")
def _is(w: Writer, node: Node) -> Expr:
    left, right = w.take(list(node.inputs()))
    word = "is" if node.kind() == "aten::__is__" else "is not"
    return Expr(f"{left.at(COMPARISON + 1)} {word} {right.at(COMPARISON + 1)}", COMPARISON)


@expression_of("aten::_unwrap_optional")
def _unwrap(w: Writer, node: Node) -> Expr:
    (value,) = w.take([node.input()])
    return called(f"{w.naming.module('torch')}.jit._unwrap_optional", [value.text])


@statement_of("prim::Print")
def _print(w: Writer, node: Node) -> None:
    values = w.take(list(node.inputs()))
    w.flush()
    w.put(called(w.naming.builtin("print"), [v.text for v in values]).text)


@statement_of("prim::RaiseException")
def _raise(w: Writer, node: Node) -> None:
    message = w.take([node.inputsAt(0)])[0]
    w.flush()
    cls = node.attribute("class_") if node.hasAttribute("class_") else None
    if not isinstance(cls, type):
        name = node.inputsAt(1).toIValue() if node.inputsSize() > 1 else None
        if name is not None:
            w.refuse(node, f"raising {name}, whose class is not known,", "import its module before the program is loaded")
        cls = RuntimeError
    w.put(f"raise {w.naming.python(cls)}({message.text})")


