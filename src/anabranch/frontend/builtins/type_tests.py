"""``isinstance`` and ``hasattr``: decided by static types where possible, a run-time test otherwise."""

from __future__ import annotations

import ast
import typing
from collections.abc import Sequence
from typing import Any

import torch

from ...base import wording
from ...ir.graph import Value
from ...lang.nominal import ClassType, InterfaceType
from ...lang.types import (
    ANY,
    ANY_CLASS,
    ANY_DICT,
    ANY_LIST,
    ANY_SET,
    ANY_TUPLE,
    BOOL,
    INT,
    STR,
    TENSOR,
    CodeType,
    Type,
    none_members,
    union,
)
from ..lowering.conditions import Condition, TestValue, if_value
from ..source.annotations import is_legacy_type
from ..values.arguments import Args, Kwargs
from ..values.emitter import Emitter
from ..values.environment import path_of
from ..values.resolution import SPECIALS, means
from ..values.sugared import SimpleValue, Sugared, TupleValue, constant_of
from ..values.type_values import GenericType, TypeValue

_SYMBOLIC = (torch.SymInt, torch.SymFloat, torch.SymBool)  # a number of a compiled program is none, as in plain Python
_BARE_BY_CLASS: dict[Any, Type] = {list: ANY_LIST, tuple: ANY_TUPLE, dict: ANY_DICT, set: ANY_SET}
_BARE = tuple(_BARE_BY_CLASS.values())  # containers of anything


def _hasattr(e: Emitter, node: ast.Call) -> Condition:
    if len(node.args) != 2:
        raise e.error("hasattr takes a value and a name")
    item = e.expression(node.args[0])
    known, name = constant_of(e.expression(node.args[1]))
    if not known or not isinstance(name, str):
        raise e.error("the name in hasattr must be a string that is known when compiling")
    return Condition(None, item.has_attr(e, name))


def _isinstance(e: Emitter, node: ast.Call) -> Condition:
    if len(node.args) != 2:
        raise e.error("isinstance takes a value and a type")
    item = e.expression(node.args[0])
    named = _flat(e.expression(node.args[1]))
    legacy = [one.obj for one in named if isinstance(one, TypeValue) and is_legacy_type(one.obj)]
    found = is_of_types(e, node, item, [t for one in named for t in _types(e, one)])
    if not legacy or found.static is False:
        return found
    if len(legacy) != len(named):
        raise e.error("isinstance with torch.FloatTensor and other types", remedy="ask for each by itself, with or")
    return _is_of_legacy_types(e, item, legacy, found)


def _isinstance_of_items(e: Emitter, node: ast.Call) -> Condition:
    """The library's own isinstance, which is there to look into containers."""
    for one in _flat(e.expression(node.args[1])) if len(node.args) == 2 else ():
        bare = wording.no_contained_type(one.obj) if isinstance(one, TypeValue | GenericType) else None
        if bare is not None:
            raise e.error(bare, remedy="the builtin isinstance takes it, and looks at no items")
    return _isinstance(e, node)


def _is_of_legacy_types(e: Emitter, item: Sugared, legacy: list[Any], found: Condition) -> Condition:
    """Of a tensor (``found``), whether its dtype and place are those of ``torch.FloatTensor`` …."""
    names = e.builder.list_(STR, [e.builder.constant(f"{cls.__module__}.{cls.__name__}") for cls in legacy])

    def test(e: Emitter) -> Value:
        value = item.as_value(e)
        tensor = value if value.type() == TENSOR else e.builder.emit("prim::unchecked_cast", [value], TENSOR)
        return e.operator_value("aten::__contains__", [names, e.operator_value("prim::type", [tensor])])

    return Condition(test(e) if found.static else if_value(e, found.as_value(e), test, None), None, found.true)


def is_of_types(e: Emitter, node: ast.Call, item: Sugared, wanted: list[Type]) -> Condition:
    t = item.type()
    if t is None:
        return Condition(None, python_isinstance(item, wanted))
    members = none_members(t)
    hits = [_relation(m, wanted) for m in members]
    if all(h is True for h in hits):
        return Condition(None, True)
    if all(h is False for h in hits):
        return Condition(None, False)
    name = path_of(node.args[0])
    value = isinstance_value(e, item.as_value(e), concrete(wanted, members))
    if not name:
        return Condition(value)
    return Condition(value, None, _true(name, t, wanted), _false(name, t, wanted))


def concrete(wanted: list[Type], members: Sequence[Type] = (ANY,)) -> list[Type]:
    """Types as the run-time test names them: of a Union, its own lists and tuples for ``list``; a bool is an int, too."""
    named: list[Type] = [BOOL] if INT in wanted and {ANY, BOOL} & {*members} else []
    for w in wanted:
        abstract = w in _BARE and ANY not in members
        named += [m for m in members if m.isSubtypeOf(w)] if abstract else [w]
    return [w for w in dict.fromkeys(named) if w != ANY_CLASS]


def _relation(t: Type, wanted: list[Type]) -> bool | None:
    """True: every value of ``t`` is one; False: none is; None: it depends."""
    if any(_is_python_subtype(t, w) for w in wanted):
        return True
    if t == ANY or any(w.isSubtypeOf(t) and not (t == INT and isinstance(w, CodeType)) for w in wanted):
        return None
    return False


def _is_python_subtype(t: Type, wanted: Type) -> bool:
    if isinstance(wanted, InterfaceType) and wanted.awaits:
        return isinstance(t, InterfaceType) and t.awaits is not None
    if t == BOOL and wanted == INT:
        return True  # Python: isinstance(True, int)
    if isinstance(t, CodeType):
        return t == wanted  # Python's dtypes are no ints
    if isinstance(t, ClassType) and t.python_class is not None:
        cls = getattr(wanted, "python_class", None)
        if cls is not None:
            return issubclass(t.python_class, cls)  # no value of a type is of a subclass: types say it all
    return t != ANY and t.isSubtypeOf(wanted)


def _true(name: str, t: Type, wanted: list[Type]) -> dict[str, Type]:
    hits = [w for w in wanted if w.isSubtypeOf(t)]
    kept = [m for m in none_members(t) if m != ANY and any(_is_python_subtype(m, w) for w in wanted)]
    if any(w in (*_BARE, ANY_CLASS) for w in hits) and not kept:
        return {}
    found = union([*kept, *(h for h in hits if not any(h == k for k in kept))]) if kept or hits else None
    return {name: found} if found is not None and found not in _BARE else {}


def _false(name: str, t: Type, wanted: list[Type]) -> dict[str, Type]:
    rest = [m for m in none_members(t) if m == ANY or not any(_is_python_subtype(m, w) for w in wanted)]
    return {name: union(rest)} if rest and len(rest) < len(none_members(t)) else {}


def isinstance_value(e: Emitter, value: Value, wanted: list[Type]) -> Value:
    """The run-time test."""
    return e.builder.emit("prim::isinstance", [value], BOOL, {"types": ("tys", wanted)})


def _flat(item: Sugared) -> list[Sugared]:
    return [inner for p in item.parts for inner in _flat(p)] if isinstance(item, TupleValue) else [item]


def _types(e: Emitter, item: Sugared) -> list[Type]:
    if isinstance(item, SimpleValue) and constant_of(item) == (True, None):
        return [item.value.type()]
    bare = _BARE_BY_CLASS.get(typing.get_origin(item.obj)) if isinstance(item, GenericType) else None
    if bare is not None:
        return [bare]  # List without its items: any list, as in Python
    if not isinstance(item, TypeValue):
        raise e.error(f"isinstance needs a type, got {item.describe()}", remedy="isinstance(x, int), isinstance(x, (int, str))")
    return [] if item.obj in _SYMBOLIC else list(none_members(item.t))


def python_isinstance(item: Sugared, wanted: list[Type]) -> bool:
    """Of something that is no value: only what a tuple of parts can tell."""
    if isinstance(item, TupleValue):
        return any(w == ANY_TUPLE for w in wanted)
    return False


def _by_name_only(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    raise e.error("isinstance must be called by its name")


def _computed(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    raise e.error("isinstance with computed arguments cannot be used inside compiled code")


means(isinstance, TestValue("isinstance", _by_name_only, _isinstance))
means(hasattr, TestValue("hasattr", _by_name_only, _hasattr))
SPECIALS["isinstance"] = TestValue("isinstance", _computed, _isinstance_of_items)
