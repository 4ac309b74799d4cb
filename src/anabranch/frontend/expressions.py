"""Expressions -> sugared values, one function per kind of syntax.  ``hint`` is the type the context wants, if it knows."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CompileError
from ..ir.graph import Value
from ..ir.kinds import EMPTY_DICT, EMPTY_LIST
from ..ir.subtyping import unify
from ..ir.types import (
    NONE,
    STR,
    TENSOR,
    DictType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    none_members,
    union,
)
from . import conversions
from .environment import Undefined, path_of
from .sugared import SimpleValue, Sugared, TupleValue

if TYPE_CHECKING:
    from .emitter import Emitter

Hint = Type | None


def expression(e: Emitter, node: ast.expr, hint: Hint = None) -> Sugared:
    """Write one expression."""
    writer = _WRITERS.get(type(node))
    with e.at(node):
        if writer is None:
            raise e.error(
                f"{_name_of(node)} cannot be compiled",
                remedy="write it in the language's terms, or move it to a function marked @ignore",
            )
        return writer(e, node, hint)


def value(e: Emitter, node: ast.expr, hint: Hint = None) -> Value:
    """Write one expression that must be a value."""
    item = expression(e, node, hint)
    with e.at(node):
        return item.as_value(e)


_NAMES = {
    ast.Await: "await", ast.Yield: "yield", ast.YieldFrom: "yield from", ast.GeneratorExp: "a generator expression",
    ast.Starred: "a starred expression",
}  # fmt: skip


def _name_of(node: ast.expr) -> str:
    return _NAMES.get(type(node), f"a {type(node).__name__} expression")


# -- names and constants


def _name(e: Emitter, node: ast.Name, hint: Hint) -> Sugared:
    found = e.lookup(node.id)
    if isinstance(found, Undefined):
        raise _undefined(e, node.id, found)
    if found is None:
        raise e.error(f"undefined value {node.id}", remedy=_similar(e, node.id))
    return found


def _undefined(e: Emitter, name: str, found: Undefined) -> CompileError:
    if found.span is not None:
        return CompileError(found.message, found.span, remedy=found.remedy)
    return e.error(f"undefined value {name}: {found.message}", remedy=found.remedy)


def _similar(e: Emitter, name: str) -> str:
    known = [n for n in [*e.env.vars, *e.frame.source.scope] if not n.startswith("$")]
    close = difflib.get_close_matches(name, known, 1) if len(name) >= 3 else []
    return f"did you mean '{close[0]}'?" if close else "give it a value on every path before this line"


def _constant(e: Emitter, node: ast.Constant, hint: Hint) -> Sugared:
    if node.value is Ellipsis:
        from .resolve import ELLIPSIS

        return ELLIPSIS
    if isinstance(node.value, bytes):
        raise e.error("bytes cannot be compiled", remedy="use str, or a uint8 tensor")
    if type(node.value) is int and not -(2**63) <= node.value < 2**63:
        raise e.error(f"{node.value} does not fit into 64 bits", remedy="use a float or a tensor")
    return e.literal(node.value) if type(node.value) in (int, float, complex) else e.constant(node.value)


# -- operators


BINARY: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("aten::add", "__add__"),
    ast.Sub: ("aten::sub", "__sub__"),
    ast.Mult: ("aten::mul", "__mul__"),
    ast.Div: ("aten::div", "__truediv__"),
    ast.FloorDiv: ("aten::floordiv", "__floordiv__"),
    ast.Mod: ("aten::remainder", "__mod__"),
    ast.Pow: ("aten::pow", "__pow__"),
    ast.MatMult: ("aten::matmul", "__matmul__"),
    ast.BitAnd: ("aten::__and__", "__and__"),
    ast.BitOr: ("aten::__or__", "__or__"),
    ast.BitXor: ("aten::__xor__", "__xor__"),
    ast.LShift: ("aten::__lshift__", "__lshift__"),
    ast.RShift: ("aten::__rshift__", "__rshift__"),
}
SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("aten::eq", "__eq__"),
    ast.NotEq: ("aten::ne", "__ne__"),
    ast.Lt: ("aten::lt", "__lt__"),
    ast.LtE: ("aten::le", "__le__"),
    ast.Gt: ("aten::gt", "__gt__"),
    ast.GtE: ("aten::ge", "__ge__"),
}


def _binary(e: Emitter, node: ast.BinOp, hint: Hint) -> Sugared:
    if isinstance(node.op, ast.BitOr):
        from . import type_expressions

        found = type_expressions.union_of(e, node)
        if found is not None:
            return found
    left = expression(e, node.left, hint if isinstance(node.op, ast.Add | ast.Mult) else None)
    right = expression(e, node.right, hint if isinstance(node.op, ast.Add) else None)
    return binary(e, node.op, left, right)


def binary(e: Emitter, op: ast.operator, left: Sugared, right: Sugared) -> Sugared:
    """``left op right`` on written operands."""
    from . import arithmetic

    return arithmetic.binary(e, op, left, right)


def _unary(e: Emitter, node: ast.UnaryOp, hint: Hint) -> Sugared:
    from . import arithmetic, conditions

    if isinstance(node.op, ast.Not):
        return SimpleValue(conditions.condition(e, node).as_value(e))
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        if isinstance(node.operand.value, int | float | complex) and not isinstance(node.operand.value, bool):
            return e.constant(-node.operand.value)
    return arithmetic.unary(e, node.op, expression(e, node.operand, hint))


def _bool_op(e: Emitter, node: ast.BoolOp, hint: Hint) -> Sugared:
    from . import selection

    return selection.and_or(e, node)


def _compare(e: Emitter, node: ast.Compare, hint: Hint) -> Sugared:
    if len(node.ops) > 1:
        return _chain(e, node)
    if isinstance(node.ops[0], ast.Is | ast.IsNot):
        from . import conditions

        return SimpleValue(conditions.condition(e, node).as_value(e))
    left = expression(e, node.left)
    return compare(e, node.ops[0], left, expression(e, node.comparators[0]))


def _chain(e: Emitter, node: ast.Compare) -> Sugared:
    """``a < b < c``: each operand once, the rest only where the first holds."""
    from . import selection

    operands = [node.left, *node.comparators]

    def rest(i: int, left: Sugared) -> Value:
        with e.at(node):
            right = expression(e, operands[i + 1])
            first = compare(e, node.ops[i], left, right).as_value(e)
            if i + 1 == len(node.ops):
                return first
            return selection.short_circuit(e, first, lambda: rest(i + 1, right))

    return SimpleValue(rest(0, expression(e, node.left)))


def compare(e: Emitter, op: ast.cmpop, left: Sugared, right: Sugared) -> Sugared:
    """One comparison of written operands."""
    from . import arithmetic

    if isinstance(op, ast.In):
        return right.contains(e, left)
    if isinstance(op, ast.NotIn):
        return e.operator("aten::__not__", [right.contains(e, left)])
    if isinstance(op, ast.Is | ast.IsNot):
        kind = "aten::__is__" if isinstance(op, ast.Is) else "aten::__isnot__"
        return e.operator(kind, [left, right])
    kind, magic = _COMPARISONS[type(op)]
    return arithmetic.comparison(e, kind, magic, left, right)


def _ternary(e: Emitter, node: ast.IfExp, hint: Hint) -> Sugared:
    from . import selection

    return selection.ternary(e, node, hint)


# -- access


def _attribute(e: Emitter, node: ast.Attribute, hint: Hint) -> Sugared:
    item = expression(e, node.value).attr(e, node.attr)
    known = e.env.facts.get(path_of(node)) if e.env.facts else None
    return item if known is None else _with_fact(e, item, known)


def _with_fact(e: Emitter, item: Sugared, known: Type) -> Sugared:
    """An attribute that a condition has tested; it may have changed since, so an Optional is tested again."""
    t = item.type()
    if t is None or t == known or not known.isSubtypeOf(t):
        return item
    if isinstance(t, OptionalType) and known == t.element:
        return e.operator("aten::_unwrap_optional", [item])
    if known == NONE:
        return item
    return SimpleValue(e.builder.emit("prim::unchecked_cast", [item.as_value(e)], known))


def _subscript(e: Emitter, node: ast.Subscript, hint: Hint) -> Sugared:
    from . import subscripts

    return subscripts.subscript(e, node)


def _call(e: Emitter, node: ast.Call, hint: Hint) -> Sugared:
    from . import type_tests

    callee = expression(e, node.func)
    test = type_tests.test_of(callee)
    if test is not None:
        return SimpleValue(test(e, node).as_value(e))
    return call_of(e, callee, node, hint)


def call_of(e: Emitter, callee: Sugared, node: ast.Call, hint: Hint = None) -> Sugared:
    """A call of something written already."""
    from . import special_forms

    special = special_forms.find(callee)
    if special is not None:
        return special(e, node, hint)
    from . import spread

    if spread.is_needed(callee, node):
        return callee.call(e, spread.arguments(e, node), arguments(e, node, len(node.args))[1])
    args, kwargs = arguments(e, node)
    return callee.call(e, args, kwargs)


def arguments(e: Emitter, node: ast.Call, skip: int = 0) -> tuple[list[Sugared], dict[str, Sugared]]:
    """The arguments of a call, stars opened."""
    args: list[Sugared] = []
    for arg in node.args[skip:]:
        if isinstance(arg, ast.Starred):
            with e.at(arg):
                args += expression(e, arg.value).items(e)
        else:
            args.append(expression(e, arg))
    kwargs: dict[str, Sugared] = {}
    for keyword in node.keywords:
        with e.at(keyword.value):
            for name, item in _keyword(e, keyword):
                if name in kwargs:
                    raise e.error(f"argument {name} is given twice")
                kwargs[name] = item
    return args, kwargs


def _keyword(e: Emitter, keyword: ast.keyword) -> list[tuple[str, Sugared]]:
    if keyword.arg is not None:
        return [(keyword.arg, expression(e, keyword.value))]
    from .calls import KeywordsValue

    item = expression(e, keyword.value)
    if isinstance(item, KeywordsValue):
        return list(item.parts.items())
    raise e.error("the names in **kwargs must be known when compiling", remedy="write the keywords out")


# -- containers


def _tuple(e: Emitter, node: ast.Tuple, hint: Hint) -> Sugared:
    hints = hint.items if isinstance(hint, TupleType) and len(hint.items) == len(node.elts) else [None] * len(node.elts)
    return TupleValue(_elements(e, node.elts, hints))


def _elements(e: Emitter, nodes: Sequence[ast.expr], hints: Sequence[Hint]) -> list[Sugared]:
    found: list[Sugared] = []
    for node, hint in zip(nodes, hints):
        if isinstance(node, ast.Starred):
            with e.at(node):
                found += expression(e, node.value).items(e)
        else:
            found.append(expression(e, node, hint))
    return found


def container_hint(hint: Hint, kind: type[Type]) -> Any:
    """The ListType (DictType …) that a hint asks for, through Optional and Union."""
    found = [t for t in none_members(hint) if isinstance(t, kind)] if hint is not None else []
    return found[0] if len(found) == 1 else None


def _list(e: Emitter, node: ast.List, hint: Hint) -> Sugared:
    wanted = container_hint(hint, ListType)
    element = wanted.element if wanted else None
    return list_of(e, _elements(e, node.elts, [element] * len(node.elts)), element)


def list_of(e: Emitter, items: Sequence[Sugared], element: Hint = None) -> Sugared:
    """A list of written items; ``element`` where the context says."""
    if not items and element is None:
        return SimpleValue(e.builder.emit(EMPTY_LIST, [], ListType(TENSOR)))
    values = [i.as_value(e) for i in items]
    conversions.agree(values)
    if element is not None:
        wanted = [e.try_convert(v, element) for v in values]
        if None not in wanted:
            return SimpleValue(e.builder.list_(element, [v for v in wanted if v is not None]))
    # Without a wish, or against it: the place that wanted another list says so.
    t = _joined([v.type() for v in values])
    return SimpleValue(e.builder.list_(t, [fitted(e, v, t) for v in values]))


def fitted(e: Emitter, value: Value, t: Type) -> Value:
    """A value where a ``t`` stands; int to float only where a hint asked for it."""
    if value.type().isSubtypeOf(t):
        return value
    converted = e.try_convert(value, t)
    if converted is None:
        raise e.error(f"expected an element of type {t}, got {value.type()}")
    return converted


def _joined(types: Sequence[Type]) -> Type:
    """What a literal holds: as torch.jit, a Union where its items have no other type in common."""
    found: Type | None = types[0]
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found if found is not None else union(types)


def common_type(e: Emitter, types: Sequence[Type], what: str) -> Type:
    """The one type of several values."""
    found: Type | None = types[0]
    for t in types[1:]:
        joined = unify(found, t) if found is not None else None
        if joined is None:
            raise e.error(
                f"{what} have different types: {found} and {t}",
                remedy="convert them to one type, or annotate the container with Union or Any",
            )
        found = joined
    assert found is not None
    return found


def _dict(e: Emitter, node: ast.Dict, hint: Hint) -> Sugared:
    wanted = container_hint(hint, DictType)
    if not node.keys and wanted is None:
        return SimpleValue(e.builder.emit(EMPTY_DICT, [], DictType(STR, TENSOR)))
    if any(k is None for k in node.keys):
        return _dict_with_stars(e, node, wanted)
    keys = [value(e, k, wanted and wanted.key) for k in node.keys if k is not None]
    values = [value(e, v, wanted and wanted.value) for v in node.values]
    return dict_of(e, keys, values, wanted)


def dict_of(e: Emitter, keys: Sequence[Value], values: Sequence[Value], wanted: DictType | None) -> SimpleValue:
    """A dict of written keys and values."""
    conversions.agree(values)
    t = wanted or DictType(
        common_type(e, [k.type() for k in keys], "keys of a dict"),
        _joined([v.type() for v in values]),
    )
    pairs = [
        v for key, item in zip(keys, values) for v in (fitted(e, key, t.key), fitted(e, item, t.value))
    ]
    return SimpleValue(e.builder.dict_(t, pairs))


def _dict_with_stars(e: Emitter, node: ast.Dict, wanted: DictType | None) -> Sugared:
    """``{**a, "k": v}``: copies, then updates."""
    result: SimpleValue | None = None
    for key, item in zip(node.keys, node.values):
        if key is None:
            other = expression(e, item, wanted)
            if result is None:
                result = e.operator("aten::copy", [other])
            else:
                e.operator("aten::update", [result, other])
        elif result is None:
            result = dict_of(e, [value(e, key)], [value(e, item)], wanted)
        else:
            e.operator("aten::_set_item", [result, expression(e, key), expression(e, item)])
    assert result is not None
    return result


def _set(e: Emitter, node: ast.Set, hint: Hint) -> Sugared:
    wanted = container_hint(hint, SetType)
    element = wanted.element if wanted else None
    return e.operator("aten::set", [list_of(e, _elements(e, node.elts, [element] * len(node.elts)), element)])


def _named(e: Emitter, node: ast.NamedExpr, hint: Hint) -> Sugared:
    from . import assignment

    item = expression(e, node.value, hint)
    assignment.assign(e, node.target, item)
    return e.env.vars[node.target.id]


def _slice(e: Emitter, node: ast.Slice, hint: Hint) -> Sugared:
    raise e.error("a slice stands only inside [...]")


def _comprehension(e: Emitter, node: ast.ListComp | ast.DictComp | ast.SetComp, hint: Hint) -> Sugared:
    from . import comprehensions

    return comprehensions.comprehension(e, node, hint)


def _generator(e: Emitter, node: ast.GeneratorExp, hint: Hint) -> Sugared:
    """Only a consumer sees a generator, and the consumers of the language take a list."""
    from . import comprehensions

    return comprehensions.list_comprehension(e, node, hint)


def _fstring(e: Emitter, node: ast.JoinedStr, hint: Hint) -> Sugared:
    from . import strings

    return strings.fstring(e, node)


def _lambda(e: Emitter, node: ast.Lambda, hint: Hint) -> Sugared:
    from . import local_functions

    return local_functions.local_function(e, node, "<lambda>")


_WRITERS: dict[type[ast.expr], Callable[..., Sugared]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _bool_op,
    ast.Compare: _compare,
    ast.IfExp: _ternary,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Dict: _dict,
    ast.Set: _set,
    ast.NamedExpr: _named,
    ast.Slice: _slice,
    ast.ListComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _generator,
    ast.JoinedStr: _fstring,
    ast.Lambda: _lambda,
}

