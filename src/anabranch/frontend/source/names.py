"""Qualified names of Python objects, as graphs print them, each given to one living type at a time."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator
from typing import Any

from ...base.transactions import Table
from ...lang.types import Type

_taken: Table[str, Type] = Table(weakref.WeakValueDictionary())


def qualified_name(obj: Any) -> str:
    """``__torch__.module.Name``; the main module is left out."""
    module = obj.__module__
    prefix = "__torch__" if module in (None, "__main__") else f"__torch__.{module}"
    return f"{prefix}.{obj.__name__}"


def claim_name(wanted: str, owner: Type) -> str:
    """``wanted``, or a variant with ``___torch_mangle_N`` where another living type has it."""
    name = next(n for n in _variants(wanted) if n not in _taken)
    _taken[name] = owner
    return name


def release_name(name: str) -> None:
    """Of a type that failed to compile: the next attempt has the same name."""
    del _taken[name]


def _variants(wanted: str) -> Iterator[str]:
    yield wanted
    stem, _, last = wanted.rpartition(".")
    yield from (f"{stem}.___torch_mangle_{number}.{last}" for number in itertools.count())
