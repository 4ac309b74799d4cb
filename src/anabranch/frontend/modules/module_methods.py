"""The methods of ``nn.Module`` that compiled code may call: walks over children, parameters and buffers.

What they give is known when compiling, so loops over it unroll.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...ir.graph import Value
from ...lang.nominal import AttributeKind
from ...lang.types import NONE
from ..classes import members
from ..classes.module_types import ModuleType
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue
from ..values.sugared import Sugared, TupleValue, simple

Named = Iterator[tuple[str, Sugared]]
Walk = Callable[["Emitter", Value, ModuleType], Named]


def _children(e: Emitter, value: Value, t: ModuleType) -> Named:
    for name, child in t.submodules():
        if child != NONE:
            yield name, members.slot(e, value, t, name)


def _modules(e: Emitter, value: Value, t: ModuleType, prefix: str = "") -> Named:
    yield prefix, simple(value)
    for name, child in _children(e, value, t):
        path = f"{prefix}.{name}" if prefix else name
        inner = child.type()
        if isinstance(inner, ModuleType):
            yield from _modules(e, child.as_value(e), inner, path)
        else:
            yield path, child


def _tensors(kind: AttributeKind) -> Walk:
    def walk(e: Emitter, value: Value, t: ModuleType) -> Named:
        for path, module in list(_modules(e, value, t)):
            owner = module.type()
            if not isinstance(owner, ModuleType):
                continue
            for name in owner.of_kind(kind):
                if owner.attributes[name].type != NONE:
                    yield f"{path}.{name}" if path else name, module.attr(e, name)

    return walk


_WALKS: dict[str, Walk] = {
    "children": _children,
    "modules": _modules,
    "parameters": _tensors(AttributeKind.PARAMETER),
    "buffers": _tensors(AttributeKind.BUFFER),
}


def method(e: Emitter, value: Value, t: ModuleType, name: str) -> Sugared | None:
    """The named method bound to a module; None where compiled code has no such method."""
    walk = _WALKS.get(name.removeprefix("named_"))
    if walk is None or name in t.methods:
        return None

    def handler(e: Emitter, args: object, kwargs: object) -> Sugared:
        found = list(walk(e, value, t))
        if name.startswith("named_"):
            return TupleValue([TupleValue([simple(e.builder.constant(path)), item]) for path, item in found])
        return TupleValue([item for _, item in found])

    return BuiltinValue(name, handler)
