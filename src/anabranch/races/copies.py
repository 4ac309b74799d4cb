"""Copies of what a program is given and reaches, so that a run leaves the caller's as it is; what was shared is shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..base.record import Record
from ..interp import Instance, OrderedSet
from ..lang.nominal import SHARED_SLOT
from ..lang.types import Type
from ..runtime.conversion import convert
from ..runtime.slots import identity


class Shared(Record):
    """What a ``ScriptList`` or ``ScriptDict`` is for conversion: an instance that holds the container."""

    _instance: Instance


class Copies:
    """Copies of one world: what was shared is shared, views are views of one storage."""

    def __init__(self) -> None:
        self._made: dict[Any, Any] = {}  # by identity
        self._sources: list[Any] = []  # none of them may be freed: its identity would be another's

    def of(self, value: Any) -> Any:
        if value is torch.default_generator:
            return value
        if isinstance(value, Tensor | torch.Generator | list | dict | set):
            return self._once(id(value), value)
        if isinstance(value, tuple) and not isinstance(value, torch.Size):
            return tuple.__new__(type(value), map(self.of, value))
        inner = getattr(value, "_instance", value)  # what Python sees of an instance, or the instance
        return self._instance(inner) if hasattr(inner, "get") and hasattr(inner, "type") and hasattr(inner, "set") else value

    def argument(self, value: Any) -> Any:
        """A container that Python shares is one wherever it is passed; other arguments are copied when they are converted."""
        inner = getattr(value, "_instance", None)
        is_shared = inner is not None and SHARED_SLOT in inner.type.attributes
        return Shared(self._instance(inner)) if is_shared else value

    def _once(self, key: Any, value: Any) -> Any:
        if key not in self._made:
            self._sources.append(value)
            self._RULES[next(kind for kind in self._RULES if isinstance(value, kind))](self, key, value)
        return self._made[key]

    def _instance(self, source: Any) -> Instance:
        key = "instance", identity(source)
        if key not in self._made:
            self._sources.append(source)
            made = self._made[key] = Instance(source.type)
            for slot, attribute in enumerate(source.type.attributes.values()):
                made.set(slot, self._slot(source, slot, attribute.type))
        return self._made[key]  # type: ignore[no-any-return]

    def _slot(self, source: Any, slot: int, t: Type) -> Any:
        value = self.of(source.get(slot))
        return value if isinstance(source, Instance) or value is None else convert(value, t)

    def _list(self, key: Any, value: list[Any]) -> None:
        made = self._made[key] = []
        made += map(self.of, value)

    def _dict(self, key: Any, value: dict[Any, Any]) -> None:
        made = self._made[key] = {}
        made.update((self.of(k), self.of(v)) for k, v in value.items())

    def _set(self, key: Any, value: set[Any]) -> None:
        self._made[key] = OrderedSet(map(self.of, value))

    def _generator(self, key: Any, value: torch.Generator) -> None:
        self._made[key] = value.clone_state()

    def _tensor(self, key: Any, value: Tensor) -> None:
        with torch.inference_mode(value.is_inference()), torch.no_grad():
            made = self._view(value) if _is_plain(value) else value.detach().clone()
            made.requires_grad_(value.requires_grad)
        if value.is_leaf:
            made.grad = self.of(value.grad)
        else:  # so that it may be changed in place, as the original
            with torch.enable_grad():
                made = made.clone()
        self._made[key] = made

    def _view(self, x: Tensor) -> Tensor:
        storage = x.untyped_storage()
        copied = self._made.get(("storage", storage._cdata))
        if copied is None:
            copied = self._made["storage", storage._cdata] = storage.clone()  # type: ignore[no-untyped-call]
        made = torch.empty(0, dtype=x.dtype, device=x.device)
        return made.set_(copied, x.storage_offset(), x.size(), x.stride())

    _RULES: dict[type, Callable[[Any, Any, Any], None]] = {
        list: _list, dict: _dict, set: _set, torch.Generator: _generator, Tensor: _tensor,
    }  # fmt: skip


def _is_plain(x: Tensor) -> bool:
    strided = x.layout == torch.strided and not (x.is_mkldnn or x.is_nested or x.is_quantized or x.is_conj() or x.is_neg())
    return strided and type(x) in (Tensor, torch.nn.Parameter)
