"""A compiled function, or the instance of a module or object, → the entries of an archive (design/archive.md).

Non-goals: the objects that users see (``objects.saving``), where the bytes go.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from ..base.errors import ArchiveError, GraphError
from ..base.package import VERSION
from ..frontend.classes.module_types import ModuleType
from ..ir.function import Function
from ..lang.nominal import ClassType
from ..lang.types import FunctionType, Type
from ..runtime.slots import identity
from ..text.exact import ProgramText, write_program
from .completing import complete
from .file_names import FileNames
from .native_program import NativeProgram
from .sources import sources_text
from .tensors import TensorTable
from .values import ValueWriter
from .zips import MOST_BESIDE, Buffer, ZipWriter

FORMAT = 2
NotPersistent = Callable[[Any], Iterable[str]]  # the buffers of a module's instance that its state_dict leaves out


def write(
    root: Any, not_persistent: NotPersistent, extra: Mapping[str, bytes], put: Callable[[Buffer], Any],
    reserve: Callable[[int], Any],
) -> None:  # fmt: skip
    """Gives the bytes of the archive to ``put``, one piece after the other; ``reserve`` is told before how many they are at
    most.  Raises ArchiveError, before the first piece."""
    if sys.byteorder != "little":
        raise ArchiveError("archives are little-endian, and this machine is big-endian: nothing can be saved here")
    try:
        names = FileNames()
        manifest, program, tensors, native = _manifest(root, not_persistent, names)
    except GraphError as error:
        raise ArchiveError(str(error)) from None
    texts = {
        "manifest.json": manifest, "program.txt": program.text.encode(), "sources.json": sources_text(program.places, names),
        "native": native,
    }  # fmt: skip
    sizes = [*map(len, texts.values()), *tensors.sizes(), *map(len, extra.values())]
    reserve(sum(sizes) + MOST_BESIDE * (1 + len(sizes)) + sum(map(len, extra)))
    archive = ZipWriter(put)
    for name, text in texts.items():
        archive.deflated(name, text)
    tensors.write(archive)
    for name, content in extra.items():
        archive.stored(f"extra/{name}", content)
    archive.close()


def _manifest(
    root: Any, not_persistent: NotPersistent, names: FileNames
) -> tuple[bytes, ProgramText, TensorTable, bytes]:
    objects, tensors = _Objects(not_persistent), TensorTable()
    values = ValueWriter(tensors.number, objects.number)
    function = FunctionType(root) if isinstance(root, Function) else None
    if function is None:
        objects.number(root)
    records = list(objects.write(values))
    types = [*([function] if function else []), *objects.types, *values.types]
    program = write_program(complete(types))
    constants = [tensors.number(t) for t in program.payloads]
    slots = [(record["type"], record["slots"]) for record in records]
    native = NativeProgram(program.names, values, tensors, names).write(root if function else None, slots)
    modules = {program.names[t]: _module(t) for t in program.names if isinstance(t, ModuleType)}
    found = {
        "format": FORMAT, "anabranch": VERSION, "torch": torch.__version__,
        "root": {"function": function} if function else {"object": 0},
        "modules": {name: facts for name, facts in modules.items() if facts},
        "objects": records, "constants": constants, "tensors": tensors.records, "storages": tensors.storages(),
    }  # fmt: skip
    text = json.dumps(found, default=program.names.__getitem__, separators=(",", ":"))
    return text.encode(), program, tensors, native


def _module(t: ModuleType) -> dict[str, Any]:
    entry = t.entry or ("__call__" if t.hooks or t.pre_hooks else "")
    facts = {"container": t.container, "keys": list(t.keys), "entry": entry, "frozen": t.frozen}
    return {name: fact for name, fact in facts.items() if fact}


class _Objects:
    """The instances, in the order in which they are met; those that are waiting are written later, so nothing recurses."""

    def __init__(self, not_persistent: NotPersistent) -> None:
        self.types: dict[Type, None] = {}
        self._not_persistent = not_persistent
        self._numbers: dict[Any, int] = {}
        self._instances: list[Any] = []

    def number(self, value: Any) -> int | None:
        instance = getattr(value, "_instance", value)
        t = getattr(instance, "type", None)
        if not isinstance(t, ClassType):
            return None
        key = identity(instance)
        if key not in self._numbers:
            self._numbers[key] = len(self._instances)
            self._instances.append(instance)
            self.types[t] = None
        return self._numbers[key]

    def write(self, values: ValueWriter) -> Iterable[dict[str, Any]]:
        for instance in self._instances:  # grows meanwhile
            yield self._record(instance, values)

    def _record(self, instance: Any, values: ValueWriter) -> dict[str, Any]:
        t: ClassType = instance.type
        slots = [_slot(instance, t, name, values) for name in t.attributes]
        hidden = sorted(self._not_persistent(instance)) if t.is_module else []
        return {"type": t, "slots": slots} | ({"not_persistent": hidden} if hidden else {})


def _slot(instance: Any, t: ClassType, name: str, values: ValueWriter) -> Any:
    try:
        return values.write(instance.get(t.slot(name)), t.attributes[name].type)
    except ArchiveError as error:
        raise ArchiveError(f"attribute '{name}' of {t.name}: {error}") from None
    except RecursionError:
        raise ArchiveError(f"attribute '{name}' of {t.name} nests too deeply to be saved") from None
