"""An operator's arguments -> IR values, formal by formal, defaults written out as in torch's traces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from ..ir.builder import constant_type
from ..ir.graph import Value
from ..lang import codes
from ..lang.schema import Argument, Schema
from ..lang.types import (
    BOOL,
    DEVICE,
    FLOAT,
    GENERATOR,
    INT,
    NONE,
    NUMBER,
    STR,
    ListType,
    OptionalType,
    TensorType,
    Type,
)
from .recorder import Recorder
from .size_numbers import SYMBOLIC

_DTYPES: dict[Type, int] = {INT: 4, FLOAT: 7, BOOL: 11}


def as_number(value: Any) -> Any:
    """dtypes, layouts and memory formats are ints in the language."""
    return codes.number(value) if isinstance(value, codes.NUMBERED) else value


class Arguments:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def values(self, schema: Schema, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Value]:
        """One value for each argument of the schema."""
        return [self.one(formal.type, self._given(i, formal, args, kwargs)) for i, formal in enumerate(schema.arguments)]

    def _given(self, i: int, formal: Argument, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        given = args[i] if i < len(args) else kwargs.get(formal.name, formal.default)
        if formal.size is not None and isinstance(given, int):
            return [given] * formal.size
        return given

    def one(self, t: Type, given: Any) -> Value:
        given = as_number(given)
        if given is None:
            return self.recorder.constant(None)
        t = t.element if isinstance(t, OptionalType) else t
        if isinstance(t, ListType):
            return self._list(t, given)
        if isinstance(t, TensorType):
            return self._tensor(given)
        if isinstance(given, SYMBOLIC):
            return self._number(t, self.recorder.size(given))
        if isinstance(given, torch.Tensor):
            return self.recorder.number_in(given, t)
        return self._constant(t, given)

    def _number(self, t: Type, value: Value) -> Value:
        """PyTorch takes an int where it wants a float."""
        return self.recorder.operator("aten::Float", [value], [FLOAT]) if t == FLOAT and value.type() == INT else value

    def _tensor(self, given: Any) -> Value:
        if isinstance(given, torch.Tensor):
            return self.recorder.tensor(given)
        if isinstance(given, SYMBOLIC):
            number = self.recorder.size(given)
            return self.recorder.operator("prim::NumToTensor", [number], [TensorType(_DTYPES[number.type()], (), device="cpu")])
        return self.recorder.wrapped(given)

    def _list(self, t: ListType, given: Any) -> Value:
        items = [self.one(t.element, item) for item in given]
        return self.recorder.builder.list_(t.element, items)

    def _constant(self, t: Type, given: Any) -> Value:
        if t == FLOAT and isinstance(given, int):
            given = float(given)
        if t == NUMBER or t in (INT, BOOL, STR):
            t = INT if t == INT and not isinstance(given, bool) else constant_type(given)
        if t in (DEVICE, GENERATOR, NONE):
            return self.recorder.builder.emit("prim::Constant", [], t, {"value": ("ival", given)})
        return self.recorder.constant(given, t)
