"""Small functions of the IR, built by hand for tests; and the graph that PyTorch's documentation of fork shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anabranch.ir.builder import Builder
from anabranch.ir.function import Function
from anabranch.ir.graph import Value
from anabranch.lang.schema import Argument, Schema
from anabranch.lang.types import Type
from anabranch.overloads.apply_match import apply_match
from anabranch.overloads.matching import match

SEED = """\
graph(%a : Long(requires_grad=0, device=cpu)):
  %6 : Future[Long(requires_grad=0, device=cpu)] = prim::fork_0(%a)
  %5 : Long(requires_grad=0, device=cpu) = aten::wait(%6)
  return (%5)
with prim::fork_0 = graph(%a : Long(requires_grad=0, device=cpu)):
  %1 : Long(requires_grad=0, device=cpu) = prim::Constant[value={2}]() # <ipython-input-3-1ea4c7954557>:5:0
  %2 : int = prim::Constant[value=1]() # <ipython-input-3-1ea4c7954557>:5:0
  %3 : Long(requires_grad=0, device=cpu) = aten::add(%a, %1, %2) # <ipython-input-3-1ea4c7954557>:5:0
  return (%3)
"""


def op(b: Builder, name: str, *args: Any, **kwargs: Any) -> Value:
    """Call an operator; Python constants become constants."""
    return apply_match(b, match(name, [_value(b, a) for a in args], {k: _value(b, v) for k, v in kwargs.items()}))


def _value(b: Builder, x: Any) -> Value:
    return x if isinstance(x, Value) else b.constant(x)


def function(name: str, types: list[Type], body: Callable[..., Value | None]) -> Function:
    """A function whose body is written by ``body(builder, *inputs)``."""
    b = Builder()
    inputs = [b.graph.addInput(f"x{i}", t) for i, t in enumerate(types)]
    made = Function(name, Schema(name, "", tuple(Argument(f"x{i}", t) for i, t in enumerate(types)), ()), b.graph)
    result = body(b, *inputs)
    if result is not None:
        b.graph.registerOutput(result)
    return made
