"""Subclasses of ``torch.autograd.Function``: ``apply`` is a call to Python, where autograd runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from ...lang.types import TENSOR, Type
from ..values.emitter import Emitter
from ..values.named_values import NamespaceValue
from ..values.resolution import Rank, resolver
from ..values.sugared import Sugared
from . import function_cache
from .python_calls import python_op


class AutogradClass(NamespaceValue):
    """The class, named in a program."""

    kind: str = "autograd function"

    def attr(self, e: Emitter, name: str) -> Sugared:
        return Apply(self.obj) if name == "apply" else super().attr(e, name)


class Apply(Sugared):
    """``Class.apply``; its result is what ``forward`` is annotated to return, or a Tensor."""

    cls: Any

    def describe(self) -> str:
        return f"function '{self.cls.__name__}.apply'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        if kwargs:
            raise e.error(f"{self.describe()} takes no keyword arguments", remedy="give the arguments by place")
        return python_op(e, self.cls.__name__, self.cls.apply, [a.as_value(e) for a in args], self._result())

    def _result(self) -> Type:
        _, signature = function_cache.source_of(self.cls.forward)
        declared = signature.return_type()
        return TENSOR if declared is None else declared


@resolver(Rank.KNOWN)
def _autograd_class(e: Emitter, obj: Any, name: str) -> Sugared | None:
    is_function = isinstance(obj, type) and issubclass(obj, torch.autograd.Function)
    return AutogradClass(obj) if is_function else None
