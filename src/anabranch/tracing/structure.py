"""Python structures (tuples, lists, dicts, named tuples, futures of tensors) <-> IR values.

``pack`` builds the value of a structure; ``unpack`` takes a value apart, so that the leaves of a structure stand for
its parts from then on.
"""

from __future__ import annotations

from typing import Any

import torch

from ..base.errors import TracingError
from ..base.futures import Future
from ..ir.builder import constant_type
from ..ir.graph import Value
from ..lang.tensor_types import plain, refined
from ..lang.types import STR, TENSOR, DictType, ListType, NamedTupleType, TensorType, TupleType, Type
from ..overloads.type_variables import join
from .arguments import as_number
from .recorder import Recorder
from .size_numbers import SYMBOLIC


def is_named_tuple(thing: Any) -> bool:
    return isinstance(thing, tuple) and hasattr(thing, "_fields")


class Packer:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    # -- Python -> IR

    def pack(self, thing: Any) -> Value:
        """The value of a structure.  Raises TracingError for what a graph cannot hold."""
        with torch._C.DisableTorchFunction():
            return self._pack(thing)

    def _pack(self, thing: Any) -> Value:
        if isinstance(thing, torch.Tensor):
            return self.recorder.tensor(thing)
        if isinstance(thing, SYMBOLIC):
            return self.recorder.size(thing)
        if isinstance(thing, Future):
            return self._future(thing)
        if isinstance(thing, tuple):
            return self._tuple(thing)
        if isinstance(thing, list):
            items = [self._pack(item) for item in thing]
            return self.recorder.builder.list_(_element_type(items), items)
        if isinstance(thing, dict):
            return self._dict(thing)
        return self._constant(thing)

    def _tuple(self, thing: tuple[Any, ...]) -> Value:
        items = [self._pack(item) for item in thing]
        types = tuple(v.type() for v in items)
        return self.recorder.builder.tuple_(items, named_tuple_type(type(thing), types) if is_named_tuple(thing) else None)

    def _dict(self, thing: dict[Any, Any]) -> Value:
        keys, values = [self._pack(k) for k in thing], [self._pack(v) for v in thing.values()]
        t = DictType(_element_type(keys), _element_type(values))
        return self.recorder.builder.dict_(t, [v for pair in zip(keys, values, strict=True) for v in pair])

    def _future(self, future: Future[Any]) -> Value:
        value = self.recorder.known(future)
        if value is None:
            raise TracingError("a Future made outside the traced function is used in it\nhelp: fork inside the function")
        return value

    def _constant(self, thing: Any) -> Value:
        if thing is None or isinstance(thing, bool | int | float | complex | str | torch.device):
            return self.recorder.constant(thing)
        if isinstance(thing, torch.dtype | torch.layout | torch.memory_format):
            return self.recorder.constant(as_number(thing))
        kind = type(thing).__name__
        raise TracingError(
            f"a {kind} cannot be part of a trace\n"
            "expected tensors, numbers, strings, None, futures, and tuples, lists, dicts and named tuples of them\n"
            f"got {kind}"
        )

    # -- IR -> Python

    def unpack(self, thing: Any, value: Value) -> None:
        """From here on the leaves of ``thing`` are the parts of ``value``."""
        with torch._C.DisableTorchFunction():
            self._unpack(thing, value)

    def _unpack(self, thing: Any, value: Value) -> None:
        if isinstance(thing, torch.Tensor | Future):
            self.recorder.bind(thing, value)
            if isinstance(thing, Future):
                self.recorder.bind(thing.state, value)
        elif isinstance(thing, SYMBOLIC):
            thing.node.value = value
        elif isinstance(thing, tuple | list) and any(map(_has_leaves, thing)):
            self._unpack_sequence(thing, value)
        elif isinstance(thing, dict):
            self._unpack_dict(thing, value)

    def _unpack_sequence(self, thing: Any, value: Value) -> None:
        t = value.type()
        if isinstance(t, TupleType):
            parts = self.recorder.builder.unpack_tuple(value)
        else:
            assert isinstance(t, ListType)
            types = [_leaf_type(t.element, item) for item in thing]
            parts = list(self.recorder.builder.node("prim::ListUnpack", [value], types).outputs())
        for item, part in zip(thing, parts, strict=True):
            self._unpack(item, part)

    def _unpack_dict(self, thing: dict[Any, Any], value: Value) -> None:
        t = value.type()
        assert isinstance(t, DictType)
        for key, item in thing.items():
            if _has_leaves(item):
                part = self.recorder.operator("aten::__getitem__", [value, self._pack(key)], [plain(t.value)])
                self._unpack(item, part.setType(_leaf_type(t.value, item)))


def _has_leaves(thing: Any) -> bool:
    if isinstance(thing, tuple | list):
        return any(map(_has_leaves, thing))
    if isinstance(thing, dict):
        return any(map(_has_leaves, thing.values()))
    return isinstance(thing, (torch.Tensor, Future, *SYMBOLIC))


def _leaf_type(declared: Type, thing: Any) -> Type:
    """A list's elements have its type; what is known of each tensor comes from the tensor."""
    return refined(thing) if isinstance(thing, torch.Tensor) and isinstance(declared, TensorType) else declared


def _element_type(items: list[Value]) -> Type:
    types = {v.type() for v in items}
    if len(types) == 1 and not any(isinstance(t, TensorType) for t in types):
        return types.pop()
    found = join(tuple(plain(v.type()) for v in items)) if items else TENSOR
    if found is None:
        raise TracingError(
            f"the items of a list or dict have different types: {', '.join(sorted(str(t) for t in types))}\n"
            "help: use a tuple, or a named tuple"
        )
    return found


def named_tuple_type(cls: type, types: tuple[Type, ...]) -> NamedTupleType:
    name = f"__torch__.{cls.__module__}.{cls.__qualname__}".replace("__torch__.__main__.", "__torch__.")
    fields = tuple(cls._fields)  # type: ignore[attr-defined]
    defaults = tuple(getattr(cls, "_field_defaults", {}).items())
    return NamedTupleType(types, name, fields, defaults, cls)


def input_type(thing: Any) -> Type:
    """The type of a graph input that is given ``thing``."""
    if isinstance(thing, torch.Tensor):
        return refined(thing)
    if isinstance(thing, tuple):
        types = tuple(map(input_type, thing))
        return named_tuple_type(type(thing), types) if is_named_tuple(thing) else TupleType(types)
    if isinstance(thing, list):
        return ListType(_common([plain(input_type(item)) for item in thing]))
    if isinstance(thing, dict):
        keys, values = [input_type(k) for k in thing] or [STR], [plain(input_type(v)) for v in thing.values()]
        return DictType(_common(keys), _common(values))
    return constant_type(thing)


def _common(types: list[Type]) -> Type:
    found = join(tuple(types)) if types else TENSOR
    if found is None:
        raise TracingError("the items of an example list or dict have different types\nhelp: use a tuple")
    return found
