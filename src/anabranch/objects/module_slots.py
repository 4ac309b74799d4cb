"""The ``_parameters``, ``_buffers`` and ``_modules`` of a ScriptModule: mappings over the slots of its instance.

``nn.Module``'s own code (``to``, ``state_dict``, ``load_state_dict``, ``named_*``, optimizers) works on these mappings, so
it sees what compiled code sees.  Names that the module's type does not have live beside the slots, for Python alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from ..lang.nominal import AttributeKind

if TYPE_CHECKING:
    from ..frontend.classes.module_types import ModuleType
    from .script_module import ScriptModule


class TensorSlots(MutableMapping[str, Any]):
    """The parameters or the buffers of one module."""

    def __init__(self, instance: Any, t: ModuleType, kind: AttributeKind) -> None:
        self._instance = instance
        self._slots = {name: t.slot(name) for name in t.of_kind(kind)}
        self._hidden: set[str] = set()
        self._extra: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        slot = self._slots.get(name)
        if slot is None or name in self._hidden:
            return self._extra[name]
        return self._instance.get(slot)

    def __setitem__(self, name: str, value: Any) -> None:
        slot = self._slots.get(name)
        if slot is None:
            self._extra[name] = value
        else:
            self._instance.set(slot, value)
            self._hidden.discard(name)

    def __delitem__(self, name: str) -> None:
        """Hides the name from Python; the slot keeps its value, since compiled code may read it."""
        if name in self._slots and name not in self._hidden:
            self._hidden.add(name)
        else:
            del self._extra[name]

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self._slots if name not in self._hidden)
        yield from self._extra

    def __len__(self) -> int:
        return len(self._slots) - len(self._hidden) + len(self._extra)

    def __repr__(self) -> str:
        return repr(dict(self))


class ModuleSlots(MutableMapping[str, Any]):
    """The submodules of one module, as ScriptModules; a slot holds the instance of one."""

    def __init__(
        self, instance: Any, t: ModuleType, adopt: Callable[[str, Any], ScriptModule | None]
    ) -> None:
        self._instance = instance
        self._slots = {name: t.slot(name) for name in t.of_kind(AttributeKind.MODULE)}
        self._adopt = adopt
        self._modules: dict[str, Any] = dict.fromkeys(self._slots)

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, value: Any) -> None:
        slot = self._slots.get(name)
        if slot is None:
            self._modules[name] = value
            return
        module = self._adopt(name, value)
        self._instance.set(slot, None if module is None else module._instance)
        self._modules[name] = module

    def __delitem__(self, name: str) -> None:
        if name in self._slots:
            raise AttributeError(f"submodule '{name}' is part of the compiled module and cannot be deleted")
        del self._modules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __repr__(self) -> str:
        return repr(self._modules)
