"""Calls of Python functions, compiled functions and methods: binding arguments to parameters, then the call node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ..errors import CompileError
from ..ir.apply_match import bound_inputs
from ..ir.function import Function
from ..ir.graph import Node, Value
from ..ir.matching import MatchError, match_schema
from ..ir.nominal import ClassType
from ..ir.schema import Argument, Schema
from ..ir.types import Type
from . import function_cache, markers, resolve
from .capture import Captured
from .conversions import conversion_remedy
from .signature import KEYWORD, VAR_KEYWORD, VAR_POSITIONAL, Parameter, Signature
from .sugared import FunctionValue, KeywordsValue, SimpleValue, Sugared, TupleValue

if TYPE_CHECKING:
    from .emitter import Emitter

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


def call_python_function(e: Emitter, callee: FunctionValue, args: Args, kwargs: Kwargs) -> Sugared:
    """Call ``callee.fn``; the first arguments may be what it is bound to."""
    fn = callee.fn
    if markers.is_ignored(fn):
        from . import python_calls

        return python_calls.call(e, fn, args, kwargs, len(callee.bound))
    if not isinstance(fn, FunctionType):
        raise e.error(f"{callee.describe()} is no Python function")
    source, signature = function_cache.source_of(fn)
    with _place(e) as place:
        return _call_source(e, callee, source, signature, bind(e, source.name, signature, args, kwargs), place)


def _call_source(
    e: Emitter, callee: FunctionValue, source: Captured, signature: Signature, bound: dict[str, Sugared], place: Node
) -> Sugared:
    fn: Any = callee.fn
    if any(needs_inlining(item) for item in bound.values()):
        from . import local_functions

        return local_functions.inline(e, source, signature, bound, None)
    any_type = len(signature.parameters) if fn.__name__ == "<lambda>" else len(callee.bound)
    return _call_compiled(e, fn, signature, bound, any_type, place)


@contextmanager
def _place(e: Emitter) -> Iterator[Node]:
    """A mark in the graph: torch.jit names the function before it makes the constants of default arguments."""
    place = e.builder.node("prim::Placeholder")
    try:
        yield place
    finally:
        place.destroy()


def needs_inlining(item: Sugared) -> bool:
    """Whether an argument belongs to the function being written, so that no other function can hold it."""
    return bool(getattr(item, "is_local", False)) or (
        isinstance(item, TupleValue) and item.type() is None and any(needs_inlining(p) for p in item.parts)
    )


def _call_compiled(
    e: Emitter, fn: FunctionType, signature: Signature, bound: dict[str, Sugared], any_type: int, place: Node
) -> Sugared:
    parameters: list[tuple[str, Type]] = []
    values: list[Value] = []
    fixed: dict[str, Sugared] = {}
    for i, p in enumerate(signature.parameters):
        item = bound[p.name]
        if _is_fixed(item):
            fixed[p.name] = item
            continue
        value = argument(e, fn, p, item, i < any_type)
        parameters.append((p.name, value[1]))
        values.append(value[0])
    entry = function_cache.compiled(fn, parameters, fixed)
    result = function_cache.result_type(entry)
    with e.builder.at(place):
        constant = e.builder.function(entry.function)
    return SimpleValue(e.builder.emit("prim::CallFunction", [constant, *values], result))


def _is_fixed(item: Sugared) -> bool:
    """An argument that is no value (a function, a class): the callee is compiled for it."""
    return item.type() is None and not hasattr(item, "as_type") and not _is_iterable(item)


def _is_iterable(item: Sugared) -> bool:
    from .iterables import Iterable

    return isinstance(item, Iterable)


def argument(e: Emitter, fn: Any, p: Parameter, item: Sugared, any_type: bool) -> tuple[Value, Type]:
    """The value for a parameter, and the parameter's type."""
    if p.annotation is None and (any_type or p.is_variadic or isinstance(item.type(), ClassType)):
        value = item.as_value(e)
        return value, value.type()
    if p.kind == VAR_POSITIONAL and isinstance(item, TupleValue):
        value = item.as_value(e)
        return value, value.type()
    t = function_cache.parameter_type(p)
    as_type = getattr(item, "as_type", None)
    if as_type is not None:
        return as_type(e, t).as_value(e), t
    value = item.as_value(e)
    if isinstance(t, ClassType) and is_derived(value.type(), t):
        return value, value.type()  # the function is compiled for the derived class: its methods are the ones called
    converted = convert_argument(e, value, t, p.size)
    if converted is None:
        raise _wrong_type(e, getattr(fn, "__name__", str(fn)), p, t, value.type())
    return converted, t


def is_derived(t: Type, base: ClassType) -> bool:
    """Whether ``t`` is a class derived from ``base`` in Python."""
    if not isinstance(t, ClassType) or t.python_class is None or base.python_class is None or t.is_module:
        return False
    return t is not base and issubclass(t.python_class, base.python_class)


def convert_argument(e: Emitter, value: Value, t: Type, size: int | None) -> Value | None:
    """A value as an argument; one number may stand for ``size`` of them."""
    if size is None:
        return e.try_convert(value, t)
    schema = Schema("argument", "", (Argument("value", t, size=size),), (Argument("", t),))
    try:
        return bound_inputs(e.builder, match_schema(schema, [], {"value": value}))[0]
    except MatchError:
        return e.try_convert(value, t)


def _wrong_type(e: Emitter, name: str, p: Parameter, t: Type, got: Type) -> CompileError:
    inferred = p.annotation is None
    expected = f"a value of type '{t}'{' (inferred)' if inferred else ''} for argument '{p.name}'"
    remedy = conversion_remedy(got, t)
    if inferred and str(t) == "Tensor":
        remedy = f"parameters without annotation are Tensors: annotate {p.name} in {name}, e.g. {p.name}: {got}"
    return e.error(f"{name}: expected {expected} but got type '{got}'", expected=str(t), got=str(got), remedy=remedy)


# -- binding


def bind(e: Emitter, name: str, signature: Signature, args: Args, kwargs: Kwargs) -> dict[str, Sugared]:
    """Which argument goes to which parameter, as Python does it; defaults filled in."""
    rest, named = list(args), dict(kwargs)
    if not any(p.kind == VAR_KEYWORD for p in signature.parameters):
        _check_names(e, name, [p.name for p in signature.parameters], named)
    bound: dict[str, Sugared] = {}
    for p in signature.parameters:
        if p.kind == VAR_POSITIONAL:
            bound[p.name] = TupleValue(rest)
            rest = []
        elif p.kind == VAR_KEYWORD:
            bound[p.name] = KeywordsValue(named)
            named = {}
        elif rest and p.kind != KEYWORD:
            if p.name in named:
                raise e.error(f"{name} got several values for argument '{p.name}'")
            bound[p.name] = rest.pop(0)
        elif p.name in named:
            bound[p.name] = named.pop(p.name)
        else:
            bound[p.name] = _default(e, name, p)
    most = sum(p.kind not in (KEYWORD, VAR_KEYWORD) for p in signature.parameters)
    if rest:
        _check_rest(e, name, [p.name for p in signature.parameters], most, len(args))
    return bound


def _default(e: Emitter, name: str, p: Parameter) -> Sugared:
    if not p.has_default:
        text = f": {p.text}" if p.text else ""
        raise e.error(f"{name} is missing an argument for parameter '{p.name}'", expected=f"{p.name}{text}", got="nothing")
    return resolve.constant(e, p.default)


def _check_names(e: Emitter, name: str, known: Sequence[str], named: Mapping[str, Sugared]) -> None:
    for key in named:
        if key not in known:
            remedy = f"its parameters are {', '.join(known) or 'none'}"
            raise e.error(f"{name} has no parameter '{key}' (unknown keyword argument)", remedy=remedy)


def _check_rest(e: Emitter, name: str, known: Sequence[str], most: int, given: int) -> None:
    if given > most:
        remedy = f"its parameters are {', '.join(known) or 'none'}"
        raise e.error(f"{name} takes {most} positional arguments but got {given}", remedy=remedy)


# -- compiled functions and methods


def call_function(e: Emitter, function: Function, args: Args, kwargs: Kwargs) -> Sugared:
    """Call a function that is compiled already."""
    values = schema_arguments(e, function.schema, args, kwargs)
    return SimpleValue(e.builder.call_function(function, values))


def call_method(e: Emitter, owner: Value, name: str, schema: Schema, args: Args, kwargs: Kwargs) -> Sugared:
    """Call a compiled method; ``schema`` has ``self`` first."""
    values = schema_arguments(e, schema, [SimpleValue(owner), *args], kwargs)
    methods = getattr(owner.type(), "methods", {})
    function = methods.get(name)
    result = function_cache.method_result(function) if isinstance(function, Function) else schema.return_type
    return SimpleValue(e.builder.call_method(owner, name, values[1:], result))


def schema_arguments(e: Emitter, schema: Schema, args: Args, kwargs: Kwargs) -> list[Value]:
    """The arguments of a call in schema order, converted, defaults included."""
    name, known = _short(schema.name), [a.name for a in schema.arguments]
    rest, named = list(args), dict(kwargs)
    _check_names(e, name, known, named)
    values: list[Value] = []
    for argument in schema.arguments:
        if rest and not argument.keyword_only:
            if argument.name in named:
                raise e.error(f"{name} got several values for argument '{argument.name}'")
            item = rest.pop(0)
        elif argument.name in named:
            item = named.pop(argument.name)
        elif argument.has_default:
            item = resolve.constant(e, argument.default)
        else:
            expected = f"{argument.name}: {argument.type}"
            raise e.error(f"{name} is missing an argument for parameter '{argument.name}'", expected=expected, got="nothing")
        values.append(_schema_value(e, name, argument, item))
    _check_rest(e, name, known, len(schema.arguments) if rest else len(args), len(args))
    return values


def _short(name: str) -> str:
    return ".".join(name.rsplit(".", 2)[-2:]) if "." in name else name


def _schema_value(e: Emitter, name: str, argument: Argument, item: Sugared) -> Value:
    as_type = getattr(item, "as_type", None)
    if as_type is not None:
        return as_type(e, argument.type).as_value(e)  # type: ignore[no-any-return]
    value = item.as_value(e)
    converted = convert_argument(e, value, argument.type, argument.size)
    if converted is None:
        raise _wrong_type(
            e, name, Parameter(argument.name, annotation=lambda: argument.type), argument.type, value.type()
        )
    return converted


def compiled(e: Emitter, callee: FunctionValue) -> Function:
    """The function behind a value that is used as one."""
    if not isinstance(callee.fn, FunctionType):
        raise e.error(f"{callee.describe()} is no Python function")
    return function_cache.entry_function(callee.fn)
