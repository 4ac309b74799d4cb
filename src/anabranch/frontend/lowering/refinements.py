"""What conditions tell about the types of names, put to use; and the names that values get in graphs."""

from __future__ import annotations

from ...ir.graph import Value
from ...lang.types import NONE, Type
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue

Refinements = dict[str, Type]


def refine(e: Emitter, refinements: Refinements) -> None:
    """Give names the types that the taken branch implies."""
    for name, t in refinements.items():
        item = e.env.get(name)
        if "." in name:
            e.env.facts[name] = t
            continue
        if not isinstance(item, SimpleValue) or item.value.type() == t or not t.isSubtypeOf(item.value.type()):
            continue
        if t == NONE:
            e.env.set(name, SimpleValue(e.builder.constant(None)))
            continue
        cast = e.builder.emit("prim::unchecked_cast", [item.value], t)
        e.env.set(name, SimpleValue(named(cast, name)))


def named(value: Value, name: str) -> Value:
    """Name a value after a variable, as torch.jit does."""
    if not name.startswith("$") and not value.hasDebugName() and not name.strip("_").isdigit() and name.strip("_"):
        value.setDebugName(f"{name}.1")
    return value
