"""Calls with arguments that stand for tensors: torch.fx's proxies record a compiled function or module as one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.overrides import handle_torch_function


def _stand_ins(args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
    given = (*args, *kwargs.values())
    return [a for a in given if hasattr(type(a), "__torch_function__") and not isinstance(a, torch.Tensor)]


def overridden(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """What an argument's ``__torch_function__`` makes of the call; NotImplemented where there is no such argument."""
    found = _stand_ins(args, kwargs)
    return handle_torch_function(function, found, *args, **kwargs) if found else NotImplemented


def recorded(module: nn.Module, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """The proxy of a module's call, a leaf of the graph; NotImplemented where no argument is a proxy."""
    tracers = [a.tracer for a in _stand_ins(args, kwargs) if hasattr(a, "tracer")]
    if not tracers:
        return NotImplemented
    return tracers[0].create_proxy("call_module", tracers[0].path_of_module(module), tuple(args), dict(kwargs))
