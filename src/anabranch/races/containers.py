"""Which parts of a list, dict or set an operator of our own reads and writes.

Items are parts by index, entries by key; ``SHAPE`` is which there are and in what order, ``WHOLE`` all of it.  So tasks may
write different items of one list, or entries that a dict has already, and two that append race.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import torch

from .shadow import SHAPE, WHOLE

Touch = tuple[Any, Hashable, bool]  # a container, its part, whether it is written
Touches = Iterator[Touch]
CONTAINERS = (list, dict, set)
_PLAIN_KEYS = (str, int, float, bool, complex, enum.Enum, type(None))


def touches(name: str, arguments: Sequence[Any], is_write: Sequence[bool]) -> Touches:
    """Of the call of an operator, before it runs; what is inside the items is not asked."""
    owner = arguments[0] if arguments else None
    rule = next((rules.get(name) for kind, rules in _RULES.items() if isinstance(owner, kind)), None)
    if rule is not None:
        yield from rule(owner, arguments[1:])
        arguments, is_write = arguments[1:], is_write[1:]
    for value, write in zip(arguments, is_write):
        if isinstance(value, CONTAINERS):
            yield value, WHOLE, write


# -- lists


def _at(write: bool) -> Callable[[list[Any], Sequence[Any]], Touches]:
    def rule(items: list[Any], rest: Sequence[Any]) -> Touches:
        i, n = rest[0], len(items)
        if not 0 <= i < n:
            yield items, SHAPE, False  # where it is depends on how many there are
        if -n <= i < n:
            yield items, i % n, write

    return rule


def _append(items: list[Any], rest: Sequence[Any]) -> Touches:
    yield from _added(items, 1)


def _extend(items: list[Any], rest: Sequence[Any]) -> Touches:
    yield from _added(items, len(rest[0]))


def _added(items: list[Any], count: int) -> Touches:
    yield items, SHAPE, True
    yield from ((items, len(items) + i, True) for i in range(count))


def _pop(items: list[Any], rest: Sequence[Any]) -> Touches:
    if items and rest[0] in (-1, len(items) - 1):
        yield items, SHAPE, True
        yield items, len(items) - 1, True
    else:
        yield items, WHOLE, True


def _shape(owner: Any, rest: Sequence[Any]) -> Touches:
    yield owner, SHAPE, False


# -- entries of dicts and sets


def _part(key: Any) -> Hashable:
    """The part that the entry of a key is.  Keys whose class says what is equal are not asked: that would be the program's."""
    if isinstance(key, torch.Tensor):
        return "tensor", id(key)
    if isinstance(key, tuple):
        parts = tuple(map(_part, key))
        return WHOLE if WHOLE in parts else parts
    return ("key", key) if isinstance(key, _PLAIN_KEYS) else WHOLE


def _entry(write_old: bool, write_new: bool, changes_old: bool) -> Callable[[Any, Sequence[Any]], Touches]:
    """What happens to an entry that is there, to one that is not, and whether the first changes which there are."""

    def rule(owner: Any, rest: Sequence[Any]) -> Touches:
        part = _part(rest[0])
        if part is WHOLE:
            yield owner, WHOLE, write_old or write_new
            return
        is_there = rest[0] in owner
        yield owner, part, write_old if is_there else write_new
        if changes_old if is_there else write_new:
            yield owner, SHAPE, True

    return rule


_READ = _entry(False, False, False)
_TAKE = _entry(True, False, True)
_RULES: dict[type, dict[str, Callable[[Any, Sequence[Any]], Touches]]] = {
    list: {
        "aten::__getitem__": _at(False), "aten::select": _at(False), "aten::_set_item": _at(True), "aten::append": _append,
        "aten::extend": _extend, "aten::add_": _extend, "aten::pop": _pop, "aten::len": _shape,
    },
    dict: {
        "aten::__getitem__": _READ, "aten::__contains__": _READ, "aten::get": _READ,
        "aten::_set_item": _entry(True, True, False), "aten::setdefault": _entry(False, True, False),
        "aten::Delete": _TAKE, "aten::pop": _TAKE, "aten::len": _shape,
        "aten::Bool": _shape, "aten::keys": _shape, "aten::list": _shape, "aten::set": _shape,
    },
    set: {
        "aten::__contains__": _READ, "aten::add": _entry(False, True, False), "aten::discard": _TAKE, "aten::remove": _TAKE,
        "aten::len": _shape, "aten::Bool": _shape,
    },
}  # fmt: skip
