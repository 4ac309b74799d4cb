"""Arguments of a call: which goes to which parameter, and each as a value of the parameter's type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...base import wording
from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.nominal import ClassType
from ...lang.schema import Argument, Schema
from ...lang.types import INT, ListType, OptionalType, Type, optional
from ...overloads.apply_match import bound_inputs
from ...overloads.matching import MatchError, match_schema
from ..lowering.constants import constant
from ..source.signature import KEYWORD, VAR_KEYWORD, VAR_POSITIONAL, Parameter, Signature, has_open_length, parameter_type
from ..values.arguments import Args, Kwargs
from ..values.conversions import conversion_remedy
from ..values.emitter import Emitter
from ..values.keywords import KeywordsValue
from ..values.sugared import Sugared, TupleValue


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
        raise e.error(f"{name}: {wording.missing_argument(p.name)}", expected=f"{p.name}{text}", got="nothing")
    return constant(e, p.default)


def _check_names(e: Emitter, name: str, known: Sequence[str], named: Mapping[str, Sugared]) -> None:
    for key in named:
        if key not in known:
            remedy = f"its parameters are {', '.join(known) or 'none'}"
            raise e.error(f"{name} has no parameter '{key}' (unknown keyword argument)", remedy=remedy)


def _check_rest(e: Emitter, name: str, known: Sequence[str], most: int, given: int) -> None:
    if given > most:
        remedy = f"its parameters are {', '.join(known) or 'none'}"
        raise e.error(f"{name}: {wording.too_many(most, given)}", remedy=remedy)


def argument(
    e: Emitter, fn: Any, p: Parameter, item: Sugared, any_type: bool = False, implicit: bool = True
) -> tuple[Value, Type]:
    """The value for a parameter, and the parameter's type; ``implicit`` allows conversions between numbers and tensors."""
    if p.annotation is None and (any_type or p.is_variadic or isinstance(item.type(), ClassType)):
        value = item.as_value(e)
        return value, value.type()
    if p.kind == VAR_POSITIONAL and isinstance(item, TupleValue):
        value = item.as_value(e)
        return value, value.type()
    if has_open_length(p):
        value = item.as_value(e)
        return value, value.type()
    try:
        t = parameter_type(p)
    except CompileError:
        if not any_type or item.type() is None:  # PyTorch annotates with what is no type of a value: Iterable
            raise
        return item.as_value(e), item.as_value(e).type()
    as_type = getattr(item, "as_type", None)
    if as_type is not None:
        return as_type(e, t).as_value(e), t
    value = item.as_value(e)
    wanted = t.element if isinstance(t, OptionalType) else t
    if isinstance(wanted, ClassType) and _is_derived(value.type(), wanted):
        return value, value.type()  # the function is compiled for the derived class: its methods are the ones called
    converted = _converted(e, value, t, p.size) if implicit else e.try_convert(value, t, implicit=False)
    if converted is None and p.size is not None and t == ListType(INT):
        t = ListType(optional(INT))  # ``output_size=(None, 7)``, which its annotation does not say
        converted = e.try_convert(value, t)
    if converted is None:
        raise _wrong_type(e, getattr(fn, "__name__", str(fn)), p, t, value.type())
    return converted, t


def _is_derived(t: Type, base: ClassType) -> bool:
    """Whether ``t`` is a class derived from ``base`` in Python."""
    if not isinstance(t, ClassType) or t.python_class is None or base.python_class is None or t.is_module:
        return False
    return t is not base and issubclass(t.python_class, base.python_class)


def _converted(e: Emitter, value: Value, t: Type, size: int | None) -> Value | None:
    """A value as an argument; one number may stand for ``size`` of them."""
    if size is None:
        return e.try_convert(value, t)
    schema = Schema("argument", "", (Argument("value", t, size=size),), (Argument("", t),))
    try:
        return bound_inputs(e.builder, match_schema(schema, [], {"value": value}))[0]
    except MatchError:
        return e.try_convert(value, t)


def _wrong_type(e: Emitter, name: str, p: Parameter, t: Type, got: Type) -> CompileError:
    is_inferred = p.annotation is None and str(t) == "Tensor"
    remedy = conversion_remedy(got, t)
    if is_inferred:
        remedy = f"{wording.inferred(p.name)}: annotate {p.name} in {name}, e.g. {p.name}: {got}"
    message = f"{name}: {wording.wrong_argument(p.name, t, got, is_inferred)}"
    return e.error(message, expected=str(t), got=str(got), remedy=remedy)


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
            item = constant(e, argument.default)
        else:
            expected = f"{argument.name}: {argument.type}"
            raise e.error(f"{name}: {wording.missing_argument(argument.name)}", expected=expected, got="nothing")
        values.append(_schema_value(e, name, argument, item))
    if rest:
        _check_rest(e, name, known, sum(not a.keyword_only for a in schema.arguments), len(args))
    return values


def _short(name: str) -> str:
    return ".".join(name.rsplit(".", 2)[-2:]) if "." in name else name


def _schema_value(e: Emitter, name: str, argument: Argument, item: Sugared) -> Value:
    as_type = getattr(item, "as_type", None)
    if as_type is not None:
        return as_type(e, argument.type).as_value(e)  # type: ignore[no-any-return]
    value = item.as_value(e)
    converted = _converted(e, value, argument.type, argument.size)
    if converted is None:
        raise _wrong_type(
            e, name, Parameter(argument.name, annotation=lambda: argument.type), argument.type, value.type()
        )
    return converted
