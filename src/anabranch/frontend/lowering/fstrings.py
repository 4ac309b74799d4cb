"""f-strings, and templates filled in: parts with a format spec are formatted first."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...ir.graph import Value
from ...lang.nominal import ClassType, EnumType, InterfaceType
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint, expression_of


@expression_of(ast.JoinedStr)
def _fstring(e: Emitter, node: ast.JoinedStr, hint: Hint) -> Sugared:
    """``f"..."`` as one ``aten::format``."""
    template, values = "", []
    for part in node.values:
        if isinstance(part, ast.Constant):
            template += str(part.value).replace("{", "{{").replace("}", "}}")
        else:
            assert isinstance(part, ast.FormattedValue)
            template += "{}"
            values.append(_formatted(e, part))
    return filled(e, template, values)


def filled(e: Emitter, template: str, values: Sequence[Value]) -> Sugared:
    """The template with a value for each ``{}``."""
    if not values:
        return e.constant(template.replace("{{", "{").replace("}}", "}"))
    return SimpleValue(e.operator_value("aten::format", [e.builder.constant(template), *values]))


def _formatted(e: Emitter, part: ast.FormattedValue) -> Value:
    item = e.expression(part.value)
    with e.at(part):
        if part.conversion == ord("r"):
            item = e.operator("aten::repr", [item])
        elif part.conversion == ord("s"):
            item = _text(e, item)
        elif part.conversion == ord("a"):
            raise e.error("!a in an f-string cannot be compiled")
        if part.format_spec is None:
            return text_of(e, item)
        spec = e.expression(part.format_spec)
        return e.operator_value("aten::format_value", [item.as_value(e), spec.as_value(e)])


def text_of(e: Emitter, item: Sugared) -> Value:
    """A value for ``{}``: classes with a ``__str__`` of their own say their text themselves."""
    if isinstance(item, SimpleValue) and isinstance(item.value.type(), ClassType | InterfaceType | EnumType):
        return _text(e, item).as_value(e)
    return item.as_value(e)


def _text(e: Emitter, item: Sugared) -> Sugared:
    """``str(item)``."""
    return e.resolve(str).call(e, [item], {})
