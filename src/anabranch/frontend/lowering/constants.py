"""Python values that are constants of a program: numbers, strings, dtypes, devices, tensors, tuples of them."""

from __future__ import annotations

from typing import Any

import torch

from ...lang import codes
from ..source.annotations import type_of_annotation
from ..values.emitter import Emitter
from ..values.named_values import ELLIPSIS
from ..values.resolution import Rank, resolver
from ..values.sugared import SliceValue, Sugared, TupleValue
from . import literals


@resolver(Rank.VALUE)
def _value(e: Emitter, obj: Any, name: str) -> Sugared | None:
    if obj is None or type(obj) in (bool, int, float, complex, str) or isinstance(obj, torch.device | torch.Tensor):
        return e.constant(obj)
    if isinstance(obj, codes.NUMBERED):
        return e.constant(codes.number(obj), type_of_annotation(type(obj)))
    if isinstance(obj, tuple):
        return _tuple(e, obj, name)
    if isinstance(obj, slice):
        return SliceValue.of([e.resolve(part, name) for part in (obj.start, obj.stop, obj.step)])
    return ELLIPSIS if obj is Ellipsis else None


def _tuple(e: Emitter, obj: tuple[Any, ...], name: str) -> Sugared:
    items = [e.resolve(item, name) for item in obj]
    return e.resolve(type(obj)).call(e, items, {}) if hasattr(obj, "_fields") else TupleValue(items)


def constant(e: Emitter, obj: Any) -> Sugared:
    """A default argument or a field's default: also lists and dicts, made anew each time."""
    if isinstance(obj, list):
        return literals.list_of(e, [constant(e, item) for item in obj])
    if isinstance(obj, dict) and obj:
        keys = [constant(e, k).as_value(e) for k in obj]
        return literals.dict_of(e, keys, [constant(e, v).as_value(e) for v in obj.values()], None)
    if isinstance(obj, dict):
        return literals.empty_dict(e)
    return e.resolve(obj)
