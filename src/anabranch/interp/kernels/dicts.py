"""Dicts: Python's own.  A key that is a tensor is found by identity, since that is its hash."""

from __future__ import annotations

import operator
from typing import Any

from .support import Kernels, each

_KEYS = ("str", "int", "float", "bool", "complex", "Tensor", "any")
_PLAIN = " ".join(_KEYS)
_PREFIXED = " ".join(f"Dict_{k}" for k in _KEYS)


def _set_item(d: dict[Any, Any], key: Any, value: Any) -> None:
    d[key] = value


def _get_item(d: dict[Any, Any], key: Any) -> Any:
    return d[key]


def _update(d: dict[Any, Any], other: dict[Any, Any]) -> None:
    d.update(other)


KERNELS: Kernels = {
    **each("aten::Delete", _PREFIXED, operator.delitem),
    **each("aten::__contains__", _PLAIN, operator.contains),
    **each("aten::__getitem__", _PREFIXED, _get_item),
    **each("aten::_set_item", _PLAIN, _set_item),
    **each("aten::clear", _PLAIN, dict.clear),
    **each("aten::copy", _PREFIXED, dict),
    **each("aten::dict", f"{_PREFIXED} {_PLAIN} -", dict),
    **each("aten::get", _PLAIN, dict.get),
    **each("aten::get", " ".join(f"default_{k}" for k in _KEYS), dict.get),
    **each("aten::items", _PLAIN, lambda d: list(d.items())),
    **each("aten::keys", _PLAIN, list),
    **each("aten::len", _PREFIXED, len),
    **each("aten::pop", _PREFIXED, dict.pop),
    **each("aten::pop", " ".join(f"Dict_default_{k}" for k in _KEYS), dict.pop),
    **each("aten::popitem", _PLAIN, dict.popitem),
    **each("aten::setdefault", _PLAIN, dict.setdefault),
    **each("aten::update", _PLAIN, _update),
    **each("aten::values", _PLAIN, lambda d: list(d.values())),
    "aten::list.Dict": list,
    "aten::Bool.Dict": bool,
    "aten::__or__.Dict": operator.or_,
    "aten::dict.zip": lambda keys, values: dict(zip(keys, values)),
}
