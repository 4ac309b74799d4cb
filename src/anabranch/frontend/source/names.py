"""Qualified names of Python objects, as graphs print them, each given to one living type at a time."""

from __future__ import annotations

import itertools
import threading
import weakref
from typing import Any

from ...lang.types import Type

_taken: weakref.WeakValueDictionary[str, Type] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def qualified_name(obj: Any) -> str:
    """``__torch__.module.Name``; the main module is left out."""
    module = obj.__module__
    prefix = "__torch__" if module in (None, "__main__") else f"__torch__.{module}"
    return f"{prefix}.{obj.__name__}"


def claim_name(wanted: str, owner: Type) -> str:
    """``wanted``, or a variant with ``___torch_mangle_N`` where another living type has it."""
    with _lock:
        name = wanted
        stem, _, last = wanted.rpartition(".")
        for number in itertools.count():
            if _taken.setdefault(name, owner) is owner:
                return name
            name = f"{stem}.___torch_mangle_{number}.{last}"
    raise AssertionError("unreachable")
