"""What a known module's attributes hold, written into the graph: numbers and texts at once, tensors and containers where
nothing writes to them and nobody else can reach them through an object that escapes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import torch

from ..analysis.aliasing import Aliases, can_change
from ..ir.builder import Builder
from ..ir.graph import Graph, Node, Value
from ..lang.types import DictType, ListType, OptionalType, TupleType, Type
from ..text.printer import walk_all
from .known_objects import Instance, Known, Slots, given_away, types_below

Read = Callable[[Instance, str], Any]  # an attribute's value as Python has it


def freeze_attributes(graph: Graph, known: Known, changing: Slots, read: Read, *, containers: bool) -> int:
    """Replaces reads of attributes of ``known`` objects by constants, unless somebody else is given the object.  Without
    ``containers`` only values that cannot change."""
    open_types = types_below(given_away(known).values())
    believed = {value: one for value, one in known.items() if one.type not in open_types}
    reads = [n for n in walk_all(graph) if _is_of_known(n, believed, changing)]
    aliases = Aliases(graph, lambda n: _origin(n, known, read)) if containers else None
    return sum(_freeze(n, known[n.inputsAt(0)], read, aliases) for n in reads)


def _is_of_known(node: Node, believed: Known, changing: Slots) -> bool:
    if node.kind() != "prim::GetAttr" or node.inputsAt(0) not in believed or node.output() in believed:
        return False
    return (believed[node.inputsAt(0)].type, node.s("name")) not in changing


def _origin(node: Node, known: Known, read: Read) -> Hashable | None:
    """Attributes that share a tensor's memory, or hold one container, are one."""
    owner = known.get(node.inputsAt(0))
    if owner is None:
        return None
    value = read(owner, node.s("name"))
    if isinstance(value, torch.Tensor) and value.layout is torch.strided and value.untyped_storage().nbytes():
        return ("storage", value.untyped_storage()._cdata)
    return (owner.type, id(owner), node.s("name")) if not isinstance(value, torch.nn.Module) else None


def _freeze(node: Node, owner: Instance, read: Read, aliases: Aliases | None) -> bool:
    t = node.output().type()
    if can_change(t) and (aliases is None or aliases.writers(node.output())):
        return False
    builder = Builder(node.owningGraph())
    with builder.at(node), builder.from_(node.span):
        constant = write_constant(builder, read(owner, node.s("name")), t)
    if constant is None:
        return False
    if node.output().hasDebugName():
        constant.setDebugName(node.output().debugName())
    node.output().replaceAllUsesWith(constant)
    node.destroy()
    return True


def write_constant(builder: Builder, value: Any, t: Type) -> Value | None:
    """``value`` as constants in the graph: containers are built anew at every run.  None for what no graph can hold."""
    if isinstance(t, OptionalType):
        return builder.constant(None, t) if value is None else write_constant(builder, value, t.element)
    if isinstance(value, torch.Tensor):
        return builder.constant(value.detach() if value.requires_grad else value, t)
    if isinstance(value, bool | int | float | complex | str | torch.device | None) and not can_change(t):
        return builder.constant(value, t)
    if isinstance(t, ListType) and isinstance(value, list):
        items = _written(builder, value, [t.element] * len(value))
        return None if items is None else builder.list_(t.element, items)
    if isinstance(t, TupleType) and isinstance(value, tuple):
        items = _written(builder, value, t.items)
        return None if items is None else builder.tuple_(items, t)
    if isinstance(t, DictType) and isinstance(value, dict):
        flat = [x for pair in value.items() for x in pair]
        items = _written(builder, flat, [t.key, t.value] * len(value))
        return None if items is None else builder.dict_(t, items)
    return None


def _written(builder: Builder, values: Any, types: Any) -> list[Value] | None:
    written = [write_constant(builder, value, t) for value, t in zip(values, types, strict=True)]
    return None if any(v is None for v in written) else [v for v in written if v is not None]
