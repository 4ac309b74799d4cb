"""What an example call shows of an FX graph while it is written: the shapes and dtypes that decide branches, as in a trace.

A number is a *fact* where it follows from shapes, dtypes and devices alone; what follows from a tensor's elements is none.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import fx

from .fx_operators import dtype_number

_FACTS = {"size", getattr, len, dtype_number}
_FACT_OPERATORS = {"aten::dim", "aten::numel", "aten::size", "aten::stride", "aten::is_floating_point", "aten::is_complex"}


class Examples:
    """Computes each new node of a graph on the example."""

    def __init__(self, graph: fx.Graph) -> None:
        self.graph = graph
        self.known: dict[fx.Node, Any] = {}
        self.facts: set[fx.Node] = set()

    def given(self, node: fx.Node, value: Any) -> None:
        """The value of a parameter or an attribute."""
        self.known[node] = value.detach().clone() if isinstance(value, torch.Tensor) else value

    def fact(self, node: fx.Node) -> tuple[bool, Any]:
        """Whether the node is one, and its value."""
        self._catch_up()
        return node in self.facts, self.known.get(node)

    def _catch_up(self) -> None:
        new: list[fx.Node] = []
        for node in reversed(self.graph.nodes):
            if node not in self.known:
                new.append(node)
            elif node.op not in ("placeholder", "get_attr"):  # whose values were given, maybe before others were computed
                break
        for node in reversed(new):
            with torch.no_grad():
                self.known[node] = self._value(node)
            if self._is_fact(node):
                self.facts.add(node)

    def _value(self, node: fx.Node) -> Any:
        args, kwargs = fx.node.map_arg((node.args, node.kwargs), self.known.__getitem__)
        if node.target is torch._C._set_grad_enabled:
            return None
        target: Any = node.target
        if target is torch.cond:
            condition, on_true, on_false, operands = cast(tuple[Any, ...], args)
            return (on_true if condition else on_false)(*operands)
        return getattr(args[0], target)(*args[1:], **kwargs) if node.op == "call_method" else target(*args, **kwargs)

    def _is_fact(self, node: fx.Node) -> bool:
        if isinstance(self.known[node], torch.Tensor):
            return False
        schema = getattr(node.target, "_schema", None)
        if node.target in _FACTS or getattr(schema, "name", "") in _FACT_OPERATORS:
            return True
        return bool(node.all_input_nodes) and all(n in self.facts for n in node.all_input_nodes)
