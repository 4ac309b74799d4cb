"""f-strings, ``str.format`` and ``%`` on templates that are known when compiling."""

from __future__ import annotations

import ast
import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..ir.graph import Value
from . import casts
from .sugared import SimpleValue, Sugared, constant_of
from .syntax import Hint, expression_of

if TYPE_CHECKING:
    from .emitter import Emitter


@expression_of(ast.JoinedStr)
def _fstring(e: Emitter, node: ast.JoinedStr, hint: Hint) -> Sugared:
    """``f"..."`` as one ``aten::format``; parts with a format spec are formatted first."""
    template, values = "", []
    for part in node.values:
        if isinstance(part, ast.Constant):
            template += str(part.value).replace("{", "{{").replace("}", "}}")
        else:
            assert isinstance(part, ast.FormattedValue)
            template += "{}"
            values.append(_formatted(e, part))
    return _format(e, template, values)


def _format(e: Emitter, template: str, values: Sequence[Value]) -> Sugared:
    if not values:
        return e.constant(template.replace("{{", "{").replace("}}", "}"))
    return SimpleValue(e.operator_value("aten::format", [e.builder.constant(template), *values]))


def _formatted(e: Emitter, part: ast.FormattedValue) -> Value:
    item = e.expression(part.value)
    with e.at(part):
        if part.conversion == ord("r"):
            item = e.operator("aten::repr", [item])
        elif part.conversion == ord("s"):
            item = casts.CONSTRUCTORS[str](e, [item], {})
        elif part.conversion == ord("a"):
            raise e.error("!a in an f-string cannot be compiled")
        if part.format_spec is None:
            return text_of(e, item)
        spec = e.expression(part.format_spec)
        return e.operator_value("aten::format_value", [item.as_value(e), spec.as_value(e)])


def text_of(e: Emitter, item: Sugared) -> Value:
    """A value for ``{}``: classes with a ``__str__`` of their own say their text themselves."""
    from . import instances

    if isinstance(item, SimpleValue) and instances.is_nominal(item.value.type()):
        return casts.CONSTRUCTORS[str](e, [item], {}).as_value(e)
    return item.as_value(e)


def format_method(e: Emitter, template: Value, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    """``template.format(...)``."""
    known, text = constant_of(SimpleValue(template))
    if not known:
        if kwargs:
            raise e.error("format with keywords needs a template that is known when compiling")
        return SimpleValue(e.operator_value("aten::format", [template, *(a.as_value(e) for a in args)]))
    return _parsed(e, str(text), args, kwargs)


def _parsed(e: Emitter, text: str, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    plain, values, position = "", [], 0
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise e.error(f"bad format string: {error}") from None
    for literal, field, spec, conversion in parts:
        plain += literal.replace("{", "{{").replace("}", "}}")
        if field is None:
            continue
        item, position = _field(e, field, args, kwargs, position)
        if conversion == "r":
            item = e.operator("aten::repr", [item])
        plain += "{}"
        values.append(
            e.operator_value("aten::format_value", [item.as_value(e), e.builder.constant(spec)]) if spec else text_of(e, item)
        )
    return _format(e, plain, values)


def _field(
    e: Emitter, field: str, args: Sequence[Sugared], kwargs: Mapping[str, Sugared], position: int
) -> tuple[Sugared, int]:
    if field in kwargs:
        return kwargs[field], position
    index = position if field == "" else int(field) if field.isdigit() else None
    if index is None:
        raise e.error(f"format has no argument for {{{field}}}")
    if index >= len(args):
        raise e.error(f"format needs at least {index + 1} arguments, got {len(args)}")
    return args[index], position + 1 if field == "" else position
