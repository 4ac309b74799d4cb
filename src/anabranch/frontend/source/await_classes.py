"""``Await[T]`` is an interface with the method ``wait() -> T``; a call that is to be run is an object of a class of its own.

Both are Python classes written here, compiled as if the user had written them: so awaitables need nothing of the machine.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from ...base.transactions import Table, in_transaction
from ...lang.types import Type
from .written import written_class

MARK = "__anabranch_await__"
_interfaces: Table[Type, type] = Table(weakref.WeakValueDictionary())


def is_await_class(obj: Any) -> bool:
    """Whether ``obj`` is ``_Await`` of this library or of torch."""
    module = getattr(obj, "__module__", "") or ""
    return isinstance(obj, type) and obj.__name__ == "_Await" and module.split(".")[0] in ("torch", "anabranch")


@in_transaction
def await_interface(result: Type) -> type:
    """The interface of what gives a ``result``; one as long as it is used."""
    known: type | None = _interfaces.get(result)
    if known is None:
        name = re.sub(r"\W+", "_", f"Await[{result}]").rstrip("_")  # graphs tell interfaces apart by their last names
        known = written_class("awaitable", name, {"wait": "def wait(self) -> result:\n    pass\n"}, {"result": result})
        known.__torch_script_interface__ = True  # type: ignore[attr-defined]
        setattr(known, MARK, True)
        _interfaces[result] = known
    return known


def call_class(callee: Any, args: Sequence[Type], kwargs: Mapping[str, Type], result: Type) -> type:
    """The class of calls of ``callee``: made with the arguments, ``wait`` runs it once and keeps what it gave."""
    types = {**{f"a{i}": t for i, t in enumerate(args)}, **{f"k_{name}": t for name, t in kwargs.items()}}
    given = ", ".join([*(f"self.a{i}" for i in range(len(args))), *(f"{name}=self.k_{name}" for name in kwargs)])
    made = "".join(f"    self.{name} = {name}\n" for name in types)
    parameters = ", ".join(["self", *(f"{name}: t_{name}" for name in types)])
    scope = {"callee": callee, "result": result, **{f"t_{name}": t for name, t in types.items()}}
    texts = {
        "__init__": f"def __init__({parameters}):\n{made}    self.kept: list[result] = []\n",
        "wait": "def wait(self) -> result:\n    if len(self.kept) == 0:\n"
        f"        self.kept.append(callee({given}))\n    return self.kept[0]\n",
    }
    return written_class("awaitable", "Awaitable", texts, scope)


def value_class(result: Type) -> type:
    """The class of awaitables that have their value."""
    texts = {
        "__init__": "def __init__(self, value: result):\n    self.value = value\n",
        "wait": "def wait(self) -> result:\n    return self.value\n",
    }
    return written_class("awaitable", "Awaited", texts, {"result": result})
