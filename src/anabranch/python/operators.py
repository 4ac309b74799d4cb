"""Operators as Python has them: signs, methods, functions of ``torch`` and ``math``, builtins; else by their name.

A form is taken only where the compiler chooses this very overload for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import torch

from ..frontend.source import torch_names
from ..frontend.types import tensor_methods
from ..frontend.values import resolution
from ..ir.graph import Node, Value
from ..lang.schema import Schema
from ..lang.types import BOOL, COMPLEX, DEVICE, FLOAT, INT, NUMBER, STR, DictType, ListType, SetType, TensorType, Type
from ..overloads import matching
from ..overloads.overload_of import overload_of
from . import text as ranks
from .text import ATOM, COMPARISON, NOT, POWER, SUM, UNARY, Expr, called
from .writer import Writer, expression_of, statement_of

_SIGNS = {
    "add": ("+", SUM), "sub": ("-", SUM), "mul": ("*", ranks.PRODUCT), "div": ("/", ranks.PRODUCT),
    "floordiv": ("//", ranks.PRODUCT), "remainder": ("%", ranks.PRODUCT), "matmul": ("@", ranks.PRODUCT),
    "__and__": ("&", ranks.BIT_AND), "__or__": ("|", ranks.BIT_OR), "__xor__": ("^", ranks.BIT_XOR),
    "__lshift__": ("<<", ranks.SHIFT), "__rshift__": (">>", ranks.SHIFT),
    "eq": ("==", COMPARISON), "ne": ("!=", COMPARISON), "lt": ("<", COMPARISON), "le": ("<=", COMPARISON),
    "gt": (">", COMPARISON), "ge": (">=", COMPARISON), "pow": ("**", POWER),
}  # fmt: skip
_NUMBERS = (INT, FLOAT, BOOL, COMPLEX, NUMBER)
_SIGNED = (*_NUMBERS, STR)
_BUILTINS = {
    "len": "len", "str": "str", "Int": "int", "Float": "float", "ord": "ord", "chr": "chr", "hex": "hex",
    "oct": "oct", "bin": "bin", "abs": "abs",
}  # fmt: skip
_WITHOUT_RESULT = frozenset("append insert extend remove clear reverse update".split())  # in Python
_METHODS: dict[type, type] = {ListType: list, DictType: dict, SetType: set}
_METHOD_NAMES = frozenset(
    "append extend insert pop remove clear copy count index reverse keys values items setdefault update upper lower strip "
    "lstrip rstrip split splitlines replace find rfind capitalize title swapcase isupper islower isdigit isalpha isalnum "
    "isspace istitle isdecimal isnumeric isidentifier isprintable expandtabs zfill ljust rjust center partition rpartition "
    "rsplit join".split()
)
_PLAIN_METHODS = frozenset({"dim", "item", "cpu", "cuda"})  # which the compiler writes by itself, as the operator of their name
_PROPERTIES = frozenset(
    "device dtype requires_grad is_cuda is_sparse is_nested layout is_quantized is_meta is_mkldnn is_leaf itemsize".split()
)


@expression_of("operator")
def _operator(w: Writer, node: Node) -> Expr:
    schema = _schema(w, node)
    values = list(node.inputs())
    has_form = not (_name(schema) in _WITHOUT_RESULT and any(v.uses() for v in node.outputs()))
    found = _sign(w, schema, values) or _python(w, schema, values) if has_form else None
    return found or _called(w, schema, values)


def _schema(w: Writer, node: Node) -> Schema:
    found = node.op or overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])
    if found is None:
        w.refuse(node, node.kind())
    return found


def _name(schema: Schema) -> str:
    return schema.name.partition("::")[2]


def _is_chosen(schema: Schema, name: str, args: Sequence[Value], kwargs: dict[str, Value] | None = None) -> bool:
    """Whether a call of ``name`` with these arguments means this overload."""
    try:
        return matching.match(name, args, kwargs).schema == schema
    except matching.MatchError:
        return False


def _given(schema: Schema, values: Sequence[Value]) -> list[Value]:
    """The arguments without those behind that are the defaults."""
    count = len(values)
    while 0 < count <= len(schema.arguments) and _is_default(schema, count - 1, values[count - 1]):
        count -= 1
    return list(values[:count])


def _is_default(schema: Schema, i: int, value: Value) -> bool:
    argument, node = schema.arguments[i], value.node()
    if not argument.has_default or node.kind() != "prim::Constant" or node.hasAttribute("name"):
        return False
    given = node.constant_value()
    return type(given) is type(argument.default) and given == argument.default


# -- signs


def _sign(w: Writer, schema: Schema, values: list[Value]) -> Expr | None:
    if not schema.name.startswith("aten::"):
        return None
    name, given = _name(schema), _given(schema, values)
    if name in ("__not__", "neg", "bitwise_not") and len(given) == 1:
        return _unary(w, schema, name, given[0])
    if name not in _SIGNS or len(given) != 2 or not _is_sign(schema, name, given):
        return None
    sign, rank = _SIGNS[name]
    left, right = w.take(given)
    left_rank, right_rank = (rank + 1, rank) if name == "pow" else (rank, rank + 1)
    if rank == COMPARISON:
        left_rank += 1
    return Expr(f"{left.at(left_rank)} {sign} {right.at(right_rank)}", rank)


def _is_sign(schema: Schema, name: str, given: list[Value]) -> bool:
    types = [v.type() for v in given]
    if not all(t in _SIGNED or isinstance(t, TensorType | ListType) for t in types):
        return False
    if name == "remainder" and types[0] == STR or any(v.type() == BOOL for v in given if name == "pow"):
        return False
    if name == "pow" and types == [INT, INT]:
        exponent = given[1].toIValue()
        return schema.overload == ("int" if isinstance(exponent, int) and exponent < 0 else "int_to_int")
    return _is_chosen(schema, schema.name, given)


def _unary(w: Writer, schema: Schema, name: str, value: Value) -> Expr | None:
    if value.node().kind() == "prim::Constant" or not _is_chosen(schema, schema.name, [value]):
        return None
    if name == "__not__" and value.type() != BOOL:
        return None
    (operand,) = w.take([value])
    sign, rank = {"__not__": ("not ", NOT), "neg": ("-", UNARY), "bitwise_not": ("~", UNARY)}[name]
    return Expr(f"{sign}{operand.at(rank)}", rank)


# -- what Python has for values that are no tensors


def _python(w: Writer, schema: Schema, values: list[Value]) -> Expr | None:
    name, given = _name(schema), _given(schema, values)
    first = given[0].type() if given else None
    is_property = name in _PROPERTIES and isinstance(first, TensorType) or name in ("type", "index") and first == DEVICE
    if schema.name.startswith("prim::") and is_property:
        return Expr(f"{w.take(given)[0].at(ATOM)}.{name}")
    if not schema.is_own or first is None or any(a.keyword_only for a in schema.arguments):
        return None
    if name in _BUILTINS and len(given) == 1 and first != STR or name in ("len", "ord") and len(given) == 1:
        return called(w.naming.builtin(_BUILTINS[name]), [w.take(given)[0].text])
    if name in _METHOD_NAMES and hasattr(_python_class(first), name) and not _holds_none(first):
        owner, *args = w.take(given)
        return called(f"{owner.at(ATOM)}.{name}", [a.text for a in args])
    function = getattr(math, name, None)
    is_math = first in (INT, FLOAT) and torch_names.table().get(id(function)) == schema.name
    if is_math and _is_chosen(schema, schema.name, given):
        return called(f"{w.naming.module('math')}.{name}", [a.text for a in w.take(given)])
    return None


def _python_class(t: Type) -> type:
    return str if t == STR else _METHODS.get(type(t), object)


def _holds_none(t: Type) -> bool:
    """Containers whose items widen: what a method takes is converted, so the plain operator says more."""
    return any(c.kind() in ("OptionalType", "UnionType", "AnyType") for c in t.contained())


@expression_of("aten::__getitem__")
def _item(w: Writer, node: Node) -> Expr:
    if not isinstance(node.inputsAt(0).type(), ListType | DictType) and node.inputsAt(0).type() != STR:
        return _operator(w, node)
    owner, index = w.take(list(node.inputs()))
    return Expr(f"{owner.at(ATOM)}[{index.text}]")


@expression_of("aten::__contains__")
def _contains(w: Writer, node: Node) -> Expr:
    container, item = node.inputs()
    if isinstance(container.type(), TensorType) or not _is_chosen(_schema(w, node), node.kind(), [container, item]):
        return _operator(w, node)
    left, right = w.take([item, container])
    return Expr(f"{left.at(COMPARISON + 1)} in {right.at(COMPARISON + 1)}", COMPARISON)


@statement_of("aten::_set_item")
def _set_item(w: Writer, node: Node) -> None:
    container, index, value = node.inputs()
    if any(v.uses() for v in node.outputs()):
        w.result(node, _operator(w, node))
        return
    given, owner, at = w.take([value, container, index])
    w.flush()
    w.put(f"{owner.at(ATOM)}[{at.text}] = {given.text}")


@statement_of("aten::Delete")
def _delete(w: Writer, node: Node) -> None:
    owner, *at = w.take(list(node.inputs()))
    w.flush()
    index = at[0].text if len(at) == 1 else ":".join("" if a.text == "None" else a.text for a in at)
    w.put(f"del {owner.at(ATOM)}[{index}]")


@expression_of("aten::slice")
def _slice(w: Writer, node: Node) -> Expr:
    schema = _schema(w, node)
    if schema.qualified not in ("aten::slice.t", "aten::slice.str"):
        return _operator(w, node)
    owner, start, stop, step = w.take(list(node.inputs()))
    bounds = [("" if b.text == "None" else b.text) for b in (start, stop)]
    end = "" if step.text == "1" else f":{step.text}"
    return Expr(f"{owner.at(ATOM)}[{':'.join(bounds)}{end}]")


@expression_of("aten::Bool")
def _bool(w: Writer, node: Node) -> Expr:
    if node.input().type() not in _NUMBERS and not isinstance(node.input().type(), TensorType):
        return _operator(w, node)
    return called(w.naming.builtin("bool"), [w.take(list(node.inputs()))[0].text])


@expression_of("aten::format")
def _format(w: Writer, node: Node) -> Expr:
    template, *values = node.inputs()
    text = template.toIValue()
    if not isinstance(text, str) or re.sub(r"{}", "", text).count("{") or len(text.split("{}")) != len(values) + 1:
        return _operator(w, node)
    owner, *given = w.take([template, *values])
    return called(f"{owner.at(ATOM)}.format", [v.text for v in given])


@expression_of("aten::wait")
def _wait(w: Writer, node: Node) -> Expr:
    return called(f"{w.naming.module('ab')}.wait", [w.take(list(node.inputs()))[0].text])


@expression_of("aten::__range_length")
def _range_length(w: Writer, node: Node) -> Expr:
    exprs = [e.text for e in w.take(list(node.inputs()))]
    w.parts[node.output()] = exprs
    return called(_by_name(w, _schema(w, node)), exprs)


# -- calls


def _called(w: Writer, schema: Schema, values: list[Value]) -> Expr:
    given = _given(schema, values)
    args, kwargs = _arguments(schema, given)
    if not _is_chosen(schema, schema.name, args, kwargs):
        return _by_overload(w, schema, values)
    name = _name(schema)
    method = _method(schema, name, args, kwargs)
    exprs = w.take(given, [a.type for a in schema.arguments])
    texts = [e.text for e in exprs[: len(args)]] + [f"{k}={e.text}" for k, e in zip(kwargs, exprs[len(args) :])]
    if _is_function(schema, name):
        return called(f"{w.naming.module('torch')}.{name}", texts)
    if method:
        return called(f"{exprs[0].at(ATOM)}.{name}", texts[1:])
    if schema.is_own:
        return called(_by_name(w, schema), texts)
    namespace = schema.name.partition("::")[0]
    return called(f"{w.naming.module('torch')}.ops.{namespace}.{name}", texts)


def _arguments(schema: Schema, given: list[Value]) -> tuple[list[Value], dict[str, Value]]:
    """By place and by keyword, as the schema says."""
    arguments = schema.arguments
    count = next((i for i, a in enumerate(arguments) if a.keyword_only), len(given))
    return given[:count], {arguments[i].name: v for i, v in enumerate(given) if i >= count}


def _is_function(schema: Schema, name: str) -> bool:
    function: Any = getattr(torch, name, None)
    if function is None or resolution.is_meant(function):
        return False
    return torch_names.operator_name(function) == schema.name


def _method(schema: Schema, name: str, args: list[Value], kwargs: dict[str, Value]) -> bool:
    if not args or schema.arguments[0].name != "self" or not isinstance(args[0].type(), TensorType):
        return False
    is_operator = name not in tensor_methods.TENSOR or name in _PLAIN_METHODS
    return is_operator and schema.name.startswith("aten::") and not name.startswith("__") and _is_method(name)


def _is_method(name: str) -> bool:
    return callable(getattr(torch.Tensor, name, None))


def _by_overload(w: Writer, schema: Schema, values: list[Value]) -> Expr:
    given = list(values) if schema.is_own else _given(schema, values)
    args, kwargs = _arguments(schema, given)
    exprs = w.take(given, [a.type for a in schema.arguments])
    texts = [e.text for e in exprs[: len(args)]] + [f"{k}={e.text}" for k, e in zip(kwargs, exprs[len(args) :])]
    if schema.is_own:
        return called(_by_name(w, schema), texts)
    namespace, _, name = schema.name.partition("::")
    return called(f"{w.naming.module('torch')}.ops.{namespace}.{name}.{schema.overload or 'default'}", texts)


def _by_name(w: Writer, schema: Schema) -> str:
    namespace, _, name = schema.name.partition("::")
    overload = f".{schema.overload}" if schema.overload else ""
    return f"{w.naming.module('ab')}.operators.{namespace}.{name}{overload}"
