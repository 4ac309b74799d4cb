"""Embedding bags that are concatenated become one call, which writes into the result: one walk over all tables, cut over the
cores.

Only bags that are rows of indices, as ``nn.EmbeddingBag`` makes of an input of two dimensions, with sums or means and nothing
else (weights of samples, padding).  Results differ by rounding.
"""

from __future__ import annotations

from ..analysis.aliasing import Aliases
from ..ir.builder import Builder
from ..ir.graph import Graph, Node, Value
from ..lang.types import TENSOR
from ..ops import operators
from ..text.printer import walk_all
from .context import PassContext

_LEAST = 2
_MODES = (0, 1)  # sum, mean


def merge_bags(graph: Graph, context: PassContext) -> int:
    cats = [node for node in walk_all(graph) if node.kind() == "aten::cat" and any(map(_bag, _items(node)))]
    aliases = Aliases(graph) if cats else None
    return sum(_merge(cat, aliases, context) for cat in cats) if aliases else 0


def _merge(cat: Node, aliases: Aliases, context: PassContext) -> bool:
    items, bags = _items(cat), list(map(_bag, _items(cat)))
    first, last = next(i for i, b in enumerate(bags) if b), max(i for i, b in enumerate(bags) if b)
    merged = [b for b in bags if b is not None]
    if cat.inputsAt(1).toIValue() != 1 or len(merged) < _LEAST or None in bags[first : last + 1]:
        return False
    if any(aliases.writers(v) for node, rows in merged for v in (node.inputsAt(0), rows)):
        return False
    builder, operator = Builder(cat.owningGraph()), operators.find("prim::cat_embedding_bags")
    assert operator is not None
    with builder.at(cat), builder.from_(merged[0][0].span):
        lists = [items[:first], [node.inputsAt(0) for node, _ in merged], [rows for _, rows in merged], items[last + 1 :]]
        values = [builder.list_(TENSOR, values) for values in lists]
        made = builder.call_op(operator, [*values, merged[0][0].inputsAt(4)])
    context.note(cat, f"{len(merged)} embedding bags and their concatenation are one call")
    cat.output().replaceAllUsesWith(made.output())
    _drop(cat)
    return True


def _items(cat: Node) -> list[Value]:
    made = cat.inputsAt(0).node()
    return list(made.inputs()) if made.kind() == "prim::ListConstruct" and len(made.output()._uses) == 1 else []


def _bag(value: Value) -> tuple[Node, Value] | None:
    """The node of a bag whose result is ``value`` alone, and the indices whose rows it is of."""
    node = value.node()
    if node.kind() != "aten::embedding_bag" or value is not node.outputsAt(0) or sum(len(v._uses) for v in node.outputs()) != 1:
        return None
    _, given, offsets, _, mode, _, samples, last, *padding = node.inputs()
    plain = mode.toIValue() in _MODES and _is(samples, None) and _is(last, False) and all(_is(v, None) for v in padding)
    rows = _rows(given, offsets) if plain and node.inputsAt(0).node().kind() == "prim::Constant" else None
    return None if rows is None else (node, rows)


def _rows(given: Value, offsets: Value) -> Value | None:
    """``x``, where ``given`` is ``x.reshape(-1)`` and ``offsets`` begin at each of its rows."""
    reshape, arange = given.node(), offsets.node()
    if reshape.kind() != "aten::reshape" or arange.kind() != "aten::arange" or len(list(arange.inputs())) < 4:
        return None
    x, shape = reshape.inputsAt(0), reshape.inputsAt(1).node()
    if shape.kind() != "prim::ListConstruct" or [v.toIValue() for v in shape.inputs()] != [-1]:
        return None
    start, end, step = list(arange.inputs())[:3]
    of_x = [(v.node().kind(), v.node().inputsAt(0)) for v in (end, step) if v.node().kind() != "prim::Constant"]
    right = of_x == [("aten::numel", x), ("aten::size", x)] and _is(step.node().inputsAt(1), 1)
    return x if right and _is(start, 0) else None


def _is(value: Value, constant: object) -> bool:
    found = value.toIValue() if value.node().kind() == "prim::Constant" else value
    return type(found) is type(constant) and found == constant


def _drop(node: Node) -> None:
    """The node, and what only it used: made for nothing now, and whatever would be wrong there is so in the call, too."""
    inputs = [v.node() for v in node.inputs()]
    node.destroy()
    for one in dict.fromkeys(inputs):
        if one.kind() in _OF_BAGS and not any(v._uses for v in one.outputs()):
            _drop(one)


_OF_BAGS = frozenset(
    "prim::ListConstruct aten::embedding_bag aten::reshape aten::arange aten::numel aten::size prim::dtype prim::device".split()
)
