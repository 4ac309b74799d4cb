"""Where the tensors and submodules of the traced module stand in it: ``id`` → path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ..lang.nominal import ClassType

# What a tensor shows: its memory, dtype, sizes, strides and offset.
View = tuple[Any, ...]


def view_of(tensor: torch.Tensor) -> View | None:
    """None for a tensor without strided memory of its own."""
    if tensor.layout != torch.strided or tensor.is_nested or type(tensor) not in (torch.Tensor, nn.Parameter):
        return None
    memory = tensor.untyped_storage()._cdata
    return memory, tensor.dtype, tensor.shape, tensor.stride(), tensor.storage_offset()


class ModulePaths:
    """``types`` gives the concrete type of each module by ``id``.  Without a module there are no paths."""

    def __init__(self, root: nn.Module | None, types: Mapping[int, ClassType]) -> None:
        self.root = root
        self.types = types
        self.modules: dict[int, str] = {}
        self.tensors: dict[int, str] = {}
        self.views: dict[View, str] = {}
        self.by_path: dict[str, nn.Module] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: nn.Module) -> None:
        for path, module in root.named_modules(remove_duplicate=False):
            self.modules.setdefault(id(module), path)
            self.by_path[path] = module
            own = [*module._parameters.items(), *module._buffers.items()]
            for name, tensor in own:
                if tensor is not None:
                    full = f"{path}.{name}" if path else name
                    self.tensors.setdefault(id(tensor), full)
                    self._read_view(tensor, full)

    def _read_view(self, tensor: torch.Tensor, path: str) -> None:
        view = None if nn.parameter.is_lazy(tensor) else view_of(tensor)
        if view is not None and tensor.numel():
            self.views.setdefault(view, path)

    def of_view(self, view: View) -> str | None:
        return self.views.get(view)

    def of_tensor(self, tensor: torch.Tensor) -> str | None:
        return self.tensors.get(id(tensor))

    def of_module(self, module: nn.Module) -> str | None:
        return self.modules.get(id(module))

    def type_at(self, path: str) -> ClassType:
        return self.types[id(self.by_path[path])]
