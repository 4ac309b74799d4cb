"""Classes of Python that a program names: found in modules that are imported already, or made of what the archive says.

Nothing is imported and nothing of theirs is called: a class is the one that is meant only if its members are the same.
"""

from __future__ import annotations

import enum
import re
import sys
from typing import Any

from ..base.errors import ArchiveError
from ..base.record import replace
from ..frontend.classes.enums import adopt, enum_type
from ..ir.graph import Graph
from ..ir.node import Node
from ..lang.nominal import EnumType
from ..lang.types import NamedTupleType, Type

_MANGLED = re.compile(r"___torch_mangle_\d+\.")  # a type of a class that had another one already
_PREFIX = "__torch__."


def settle(t: Type) -> Type:
    """The type that stands for an enum or named tuple of an archive."""
    if isinstance(t, EnumType):
        return _enum(t)
    if isinstance(t, NamedTupleType):
        cls = _found(_python_name(t.name))
        fits = cls is not None and issubclass(cls, tuple) and vars(cls).get("_fields") == t.fields
        return replace(t, python_class=cls) if fits else t
    return t


def _enum(t: EnumType) -> EnumType:
    cls = _found(_python_name(t.name))
    if cls is not None and issubclass(cls, enum.Enum) and {m.name: m.value for m in cls} == t.members:
        return enum_type(cls)
    try:
        t.python_class = enum.Enum(t.name.rpartition(".")[2], list(t.members.items()))  # type: ignore[misc]
    except (TypeError, ValueError) as error:
        raise ArchiveError(f"the archive is damaged: the enum {t.name} cannot be made: {error}") from None
    return adopt(t)


def restore_exceptions(graph: Graph) -> None:
    """Gives the nodes that raise the classes of their exceptions, where they can be had."""
    for node in graph.walk():
        if node.kind() == "prim::RaiseException":
            _restore(node)
        for _, body in node.subgraphs():
            restore_exceptions(body)


def _restore(node: Node) -> None:
    name = node.inputsAt(1).toIValue() if node.inputsSize() > 1 else None
    cls = _found(name) if isinstance(name, str) else None
    if cls is not None and issubclass(cls, Exception | KeyboardInterrupt | SystemExit | GeneratorExit):
        node.set_attribute("class_", "py", cls)


def _python_name(name: str) -> str:
    name = _MANGLED.sub("", name.removeprefix(_PREFIX))
    return name if "." in name else f"__main__.{name}"


def _found(name: str) -> type | None:
    """The class of that name in a module that is imported.  Modules are looked into, not asked: asking may run code."""
    module, _, last = name.rpartition(".")
    loaded: Any = sys.modules.get(module)
    names = loaded.__dict__ if type(loaded) is type(sys) else {}
    found = names.get(last)
    return found if isinstance(found, type) else None
