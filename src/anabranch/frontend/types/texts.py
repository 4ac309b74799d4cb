"""Strings: items, slices, and the methods that are more than an operator."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Mapping

from ...ir.graph import Value
from ...lang.types import STR, ListType
from ..lowering import fstrings, literals
from ..lowering.listing import as_list
from ..values import conversions
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour_of
from ..values.emitter import Emitter
from ..values.plain import Method, PlainBehaviour, by_index, is_not_empty, methods_of
from ..values.sugared import Iteration, SimpleValue, SliceValue, Sugared, TupleValue, constant_of


def _format(e: Emitter, template: Value, args: Args, kwargs: Kwargs) -> Sugared:
    """``template.format(...)``."""
    known, text = constant_of(SimpleValue(template))
    if not known:
        if kwargs:
            raise e.error("format with keywords needs a template that is known when compiling")
        return SimpleValue(e.operator_value("aten::format", [template, *(a.as_value(e) for a in args)]))
    return _parsed(e, str(text), args, kwargs)


def _parsed(e: Emitter, text: str, args: Args, kwargs: Kwargs) -> Sugared:
    plain, values, position = "", [], 0
    try:
        parts = list(string.Formatter().parse(text))
        if not _is_simple(parts, kwargs):
            return _at_run_time(e, text, args, kwargs)
    except ValueError as error:
        raise e.error(f"bad format string: {error}") from None
    for literal, field, spec, conversion in parts:
        plain += literal.replace("{", "{{").replace("}", "}}")
        if field is None:
            continue
        item, position = _field(e, field, args, kwargs, position)
        if conversion is not None:
            item = e.operator("aten::repr" if conversion == "r" else "aten::str", [item])
        plain += "{}"
        if spec:
            values.append(e.operator_value("aten::format_value", [item.as_value(e), e.builder.constant(spec)]))
        else:
            values.append(fstrings.text_of(e, item))
    return fstrings.filled(e, plain, values)


Parts = list[tuple[str, str | None, str | None, str | None]]


def _is_simple(parts: Parts, kwargs: Kwargs) -> bool:
    """Whether each field is one value with a known spec, all of them numbered or none."""
    fields = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    kinds = {field == "" for field, *_ in fields if field not in kwargs}
    return len(kinds) < 2 and all(
        not re.search(r"[.\[]", field) and "{" not in (spec or "") and conversion in (None, "r", "s")
        for field, spec, conversion in fields
    )


def _at_run_time(e: Emitter, text: str, args: Args, kwargs: Kwargs) -> Sugared:
    """A template that looks into its values, or takes its specs from them."""
    if kwargs:
        names = {name: len(args) + i for i, name in enumerate(kwargs)}
        text = _numbered(text, names, itertools.count())
    values = [a.as_value(e) for a in (*args, *kwargs.values())]
    return SimpleValue(e.operator_value("aten::format", [e.builder.constant(text), *values]))


def _numbered(text: str, names: Mapping[str, int], numbers: Iterator[int]) -> str:
    """The template with a number for each field, in the order in which Python counts them."""
    made = ""
    for literal, field, spec, conversion in string.Formatter().parse(text):
        made += literal.replace("{", "{{").replace("}", "}}")
        if field is not None:
            first, rest = re.fullmatch(r"([^.\[]*)(.*)", field, re.DOTALL).groups()  # type: ignore[union-attr]
            number = next(numbers) if first == "" else names.get(first, first)
            shown = f"!{conversion}" if conversion else ""
            made += f"{{{number}{rest}{shown}" + (f":{_numbered(spec, names, numbers)}" if spec else "") + "}"
    return made


def _field(
    e: Emitter, field: str, args: Args, kwargs: Kwargs, position: int
) -> tuple[Sugared, int]:
    if field in kwargs:
        return kwargs[field], position
    index = position if field == "" else int(field) if field.isdigit() else None
    if index is None:
        raise e.error(f"format has no argument for {{{field}}}")
    if index >= len(args):
        raise e.error(f"format needs at least {index + 1} arguments, got {len(args)}")
    return args[index], position + 1 if field == "" else position


def _join(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    items = as_list(e, args[0])
    conversions.type_empty(items.value, ListType(STR))
    return e.operator("aten::join", [SimpleValue(value), items])


def _starts(name: str) -> Method:
    def method(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
        first = args[0]
        if isinstance(first, TupleValue):

            first = literals.list_of(e, first.parts)
        return e.operator(f"aten::{name}", [SimpleValue(value), first, *args[1:]], kwargs)

    return method


@behaviour_of(STR)
class StrBehaviour(PlainBehaviour):
    methods = methods_of({
        "format(*args, **kwargs)": _format,
        "join(iterable, /)": _join,
        "startswith(prefix, start=None, end=None, /)": _starts("startswith"),
        "endswith(suffix, start=None, end=None, /)": _starts("endswith"),
    })
    python = suggests = str

    def get_item(self, e: Emitter, value: Value, index: Sugared) -> Sugared:
        if isinstance(index, SliceValue):
            return SimpleValue(e.operator_value("aten::slice", [value, *index.values(e)]))
        return e.operator("aten::__getitem__", [SimpleValue(value), index])

    def iterate(self, e: Emitter, value: Value) -> Iteration:
        return by_index(e, value)

    def truth(self, e: Emitter, value: Value) -> Value:
        return is_not_empty(e, value)
