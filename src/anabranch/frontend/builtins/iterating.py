"""Python's builtins that make and take iterables: range, enumerate, zip, reversed, map, filter, len."""

from __future__ import annotations

from functools import partial

from ...base import wording
from ...lang.types import INT, NONE, TENSOR, ListType
from ..lowering import conditions
from ..lowering.iterables import EnumerateValue, MapValue, RangeValue, ReversedValue, ZipValue
from ..lowering.listing import one_loop
from ..values.arguments import Args, Kwargs
from ..values.builtin import builtin
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, SliceValue, Sugared, constant_of
from .strict_zip import StrictZip


@builtin("range(start, stop=None, step=None, /)")
def _range(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    values = [e.convert(a, INT, partial(wording.wrong_value, what="an argument of range")) for a in args]
    if len(values) == 1:
        return RangeValue(values[0])
    return RangeValue(values[1], values[0], values[2] if len(values) == 3 else None)


@builtin("slice(start, stop=None, step=None, /)")
def _slice(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    start, stop, step = [None, *args, None] if len(args) == 1 else [*args, None][:3]
    return SliceValue.of([start, stop, step])


@builtin("len(obj, /)")
def _len(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return args[0].length(e)


@builtin("enumerate(iterable, start=0)")
def _enumerate(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return EnumerateValue(args[0], args[1] if len(args) == 2 else None)


@builtin("zip(*iterables, strict=False)")
def _zip(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if not args:
        raise e.error(wording.few_for_builtin("zip", "at least 1", 0))
    known, strict = constant_of(kwargs["strict"]) if "strict" in kwargs else (True, False)
    if not known:
        raise e.error("strict in zip() must be known when compiling", remedy="write strict=True or strict=False")
    return StrictZip(args) if strict else ZipValue(args)


@builtin("reversed(sequence, /)")
def _reversed(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return ReversedValue(args[0])


@builtin("map(function, iterable, /, *iterables)")
def _map(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return MapValue(lambda e, items: args[0].call(e, items, {}), args[1:])


@builtin("filter(function, iterable, /)")
def _filter(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return _filtered(e, args[0], args[1])


def _filtered(e: Emitter, function: Sugared, source: Sugared) -> Sugared:
    """The list of the items for which ``function`` holds: a loop that appends."""
    iteration = source.iterate(e)
    result = e.builder.list_(TENSOR, [])

    def body(item: Sugared) -> None:
        value = item.as_value(e)
        result.setType(ListType(value.type()))
        test = item if function.type() == NONE else function.call(e, [SimpleValue(value)], {})
        node = e.builder.if_(conditions.truth(e, test).as_value(e))
        then_block, _ = node.blocks()
        with e.builder.at(then_block):
            e.operator_value("aten::append", [result, value])

    if iteration.items is not None:
        for item in iteration.items:
            body(item)
    else:
        one_loop(e, iteration, body)
    return SimpleValue(result)


def _no_iterator(name: str) -> Handler:
    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        raise e.error(f"{name}() cannot be compiled", remedy="write a for loop, or index the container")

    return handler


builtin("iter(object, sentinel=None, /)")(_no_iterator("iter"))
builtin("next(iterator, default=None, /)")(_no_iterator("next"))
