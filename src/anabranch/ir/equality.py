"""When two graphs are the same: the same nodes in the same order, with equal attributes, types and overloads.

Names and numbers of values, places and scopes do not count.  Functions and nominal types are compared by identity,
tensors bit by bit (so that a NaN equals itself).
"""

from __future__ import annotations

import math
from typing import Any

import torch

from . import graph as graphs
from .graph import Block, Graph, Node, NodeAttribute, Value

Pairs = dict[Value, Value]


@graphs.same_graph.is_given
def same_graph(a: Graph, b: Graph) -> bool:
    return difference(a, b) is None


def difference(a: Graph, b: Graph) -> tuple[Node, Node] | None:
    """The first pair of nodes that differ (parameter and return nodes included); None where the graphs are equal."""
    return None if a is b else _block_difference(a.block(), b.block(), {})


def _block_difference(a: Block, b: Block, pairs: Pairs) -> tuple[Node, Node] | None:
    if not _same_results(a.paramNode(), b.paramNode(), pairs):
        return a.paramNode(), b.paramNode()
    left, right = [*a.nodes(), a.returnNode()], [*b.nodes(), b.returnNode()]
    for x, y in zip(left, right, strict=False):
        found = _node_difference(x, y, pairs)
        if found is not None:
            return found
    return None if len(left) == len(right) else (left[-1], right[-1])


def _node_difference(a: Node, b: Node, pairs: Pairs) -> tuple[Node, Node] | None:
    blocks = list(zip(a.blocks(), b.blocks(), strict=False))
    alike = (
        a.kind() == b.kind()
        and (a.op == b.op or a.op is None or b.op is None)
        and _same_inputs(a, b, pairs)
        and _same_attributes(a.attributes, b.attributes)
        and len(a._blocks) == len(b._blocks)
        and _same_results(a, b, pairs)
    )
    if not alike:
        return a, b
    return next(filter(None, (_block_difference(x, y, pairs) for x, y in blocks)), None)


def _same_inputs(a: Node, b: Node, pairs: Pairs) -> bool:
    return a.inputsSize() == b.inputsSize() and all(pairs.get(x) is y for x, y in zip(a.inputs(), b.inputs(), strict=True))


def _same_results(a: Node, b: Node, pairs: Pairs) -> bool:
    if a.outputsSize() != b.outputsSize():
        return False
    pairs.update(zip(a.outputs(), b.outputs(), strict=True))
    return all(x.type() == y.type() for x, y in zip(a.outputs(), b.outputs(), strict=True))


def _same_attributes(a: dict[str, NodeAttribute], b: dict[str, NodeAttribute]) -> bool:
    left = {name: x for name, x in a.items() if x.kind != "py"}
    right = {name: x for name, x in b.items() if x.kind != "py"}
    return left.keys() == right.keys() and all(
        x.kind == right[name].kind and same_constant(x.value, right[name].value) for name, x in left.items()
    )


def same_constant(a: Any, b: Any) -> bool:
    """Equality of constants: of the same type, sign of zero and NaN respected, containers element by element."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return same_tensor(a, b)
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b) or math.isnan(a) and math.isnan(b)
    if isinstance(a, complex):
        return same_constant(a.real, b.real) and same_constant(a.imag, b.imag)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same_constant, a, b))
    if isinstance(a, dict):
        return same_constant(list(a.items()), list(b.items()))
    return bool(a == b)


def same_tensor(a: torch.Tensor, b: torch.Tensor) -> bool:
    if a is b:
        return True
    if (a.dtype, a.shape, a.device, a.layout, a.requires_grad) != (
        b.dtype,
        b.shape,
        b.device,
        b.layout,
        b.requires_grad,
    ):
        return False
    if a.layout == torch.strided and not a.is_nested and not a.is_quantized:
        return a.stride() == b.stride() and _bytes(a) == _bytes(b)
    return bool(torch.equal(a, b))


def _bytes(tensor: torch.Tensor) -> Any:
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous().cpu()
    return plain.view(-1).view(torch.uint8).tolist() if plain.numel() else []
