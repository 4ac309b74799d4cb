"""Where the tensors and submodules of the traced module stand in it: ``id`` → path."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from ..ir.nominal import ClassType


class ModulePaths:
    """``types`` gives the concrete type of each module by ``id``.  Without a module there are no paths."""

    def __init__(self, root: nn.Module | None, types: Mapping[int, ClassType]) -> None:
        self.root = root
        self.types = types
        self.modules: dict[int, str] = {}
        self.tensors: dict[int, str] = {}
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
                    self.tensors.setdefault(id(tensor), f"{path}.{name}" if path else name)

    def of_tensor(self, tensor: torch.Tensor) -> str | None:
        return self.tensors.get(id(tensor))

    def of_module(self, module: nn.Module) -> str | None:
        return self.modules.get(id(module))

    def type_at(self, path: str) -> ClassType:
        return self.types[id(self.by_path[path])]
