"""The bytes of an archive → a compiled function, or the instance of a module or object (design/archive.md).

What the archive says is checked before anything is made of it.  Non-goals: the objects that users see, files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch

from ..base.errors import ArchiveError, GraphError
from ..frontend.classes.module_types import ModuleType
from ..frontend.source.names import claim_name
from ..ir.function import Function
from ..ir.kinds import CONTEXTS
from ..lang.nominal import ClassType, InterfaceType
from ..lang.types import FunctionType, Type
from ..runtime import backend
from ..runtime.backend import Instance
from ..runtime.slots import to_slot
from ..text.declarations import graphs_of
from ..text.exact import read_program
from . import checked
from .checking import check_program
from .foreign import foreign_writer
from .python_names import restore_exceptions, settle
from .sources import places_reader
from .tensors import TensorReader
from .values import ValueReader
from .writer import FORMAT
from .zips import Buffer, ZipReader

OLDEST_FORMAT = 1
MANIFEST = "manifest.json"
_EXTRA = "extra/"


class ForeignArchive(ArchiveError):
    """``writer`` is the function of PyTorch that wrote the file."""

    def __init__(self, writer: str) -> None:
        remedy = "help: read it with torch.load; a state_dict goes into a compiled module by load_state_dict"
        super().__init__(f"the file was written by {writer}: load reads what save and torch.jit.save wrote\n{remedy}")
        self.writer = writer


class Loaded(NamedTuple):
    """``root`` is a Function or an instance; ``not_persistent`` are instances of modules with their buffers that ``state_dict``
    leaves out."""

    root: Function | Instance
    not_persistent: list[tuple[Instance, list[str]]]
    extra: dict[str, bytes]


def read(data: Buffer, location: torch.device | None) -> Loaded:
    """``data`` is held by the tensors that lie in it.  Raises ArchiveError; ForeignArchive where PyTorch wrote it."""
    if sys.byteorder != "little":
        raise ArchiveError("archives are little-endian, and this machine is big-endian: nothing can be loaded here")
    archive = _archive(data)
    try:
        return _read(archive, data, location)
    except RecursionError:
        raise ArchiveError("the archive is damaged: it nests too deeply") from None


def _archive(data: Buffer) -> ZipReader:
    try:
        archive = ZipReader(data)
        if MANIFEST not in archive:
            raise ArchiveError(f"the file has no {MANIFEST}")
    except ArchiveError:
        writer = foreign_writer(data)
        if not writer:
            raise
    else:
        return archive
    raise ForeignArchive(writer)


def _read(archive: ZipReader, data: Buffer, location: torch.device | None) -> Loaded:
    manifest = _manifest(archive)
    _check_format(manifest)
    tensors = TensorReader(manifest.get("tensors"), manifest.get("storages"), archive, data, location)
    constants = [tensors.tensor(n) for n in checked.sizes(manifest.get("constants"))]
    types = _program(archive, constants, manifest)
    _describe(types, manifest.get("modules"))
    extra = {name.removeprefix(_EXTRA): bytes(archive[name]) for name in archive if name.startswith(_EXTRA)}
    root: Any = manifest.get("root")
    checked.holds(type(root) is dict and len(root) == 1, "it has no root")
    if "function" in root:
        t = checked.one_of(types, root["function"], "function")
        if not isinstance(t, FunctionType):
            raise ArchiveError("the archive is damaged: its root is no function")
        return Loaded(t.function, [], extra)
    objects = _Objects(checked.list_of(dict, manifest.get("objects"), "objects"), tensors, types)
    return Loaded(objects.instance(root.get("object")), list(objects.fill()), extra)


def _check_format(manifest: dict[str, Any]) -> None:
    found, torch_version = manifest.get("format"), manifest.get("torch")
    if type(found) is not int or not OLDEST_FORMAT <= found <= FORMAT:
        raise ArchiveError(
            f"the archive has format {found!r}, and this version of anabranch reads {OLDEST_FORMAT} to {FORMAT}\n"
            f"help: it was saved by anabranch {manifest.get('anabranch')} with torch {torch_version}"
        )


def _manifest(archive: ZipReader) -> dict[str, Any]:
    try:
        found = json.loads(bytes(archive[MANIFEST]))
    except ValueError as error:
        raise ArchiveError(f"the archive is damaged: {MANIFEST}: {error}") from None
    if not isinstance(found, dict):
        raise ArchiveError(f"the archive is damaged: {MANIFEST} holds no dict")
    return found


# -- the program


def _program(archive: ZipReader, constants: list[torch.Tensor], manifest: dict[str, Any]) -> dict[str, Type]:
    for name in ("sources.json", "program.txt"):
        checked.holds(name in archive, f"it has no {name}")
    places = places_reader(bytes(archive["sources.json"]))
    try:
        text = str(archive["program.txt"], "utf-8")
        types = read_program(text, constants, places, settle, ModuleType)
        check_program(types)
    except GraphError as error:
        saved = f"help: it was saved with torch {manifest.get('torch')}; this is torch {torch.__version__}"
        raise ArchiveError(f"the program of the archive cannot be read: {error}\n{saved}") from None
    except UnicodeDecodeError as error:
        raise ArchiveError(f"the archive is damaged: program.txt: {error}") from None
    for t in types.values():
        if isinstance(t, ClassType | InterfaceType) and t.name not in CONTEXTS:
            t.name = claim_name(t.name, t)
    for graph in graphs_of(types.values()):
        restore_exceptions(graph)
    return types


def _describe(types: dict[str, Type], modules: Any) -> None:
    checked.holds(type(modules) is dict, "it has no modules")
    for name, facts in modules.items():
        t = checked.one_of(types, name, "module")
        checked.holds(isinstance(t, ModuleType) and type(facts) is dict, f"{name} is no module")
        assert isinstance(t, ModuleType)
        t.container = checked.text(facts.get("container", ""))
        t.keys = tuple(checked.list_of(str, facts.get("keys", []), "keys"))
        t.entry = checked.text(facts.get("entry", ""))
        t.frozen = facts.get("frozen") is True
        checked.holds(t.container in ("", "list", "dict") and t.attributes.keys() >= set(t.keys), f"{name} has other items")
        checked.holds(not t.entry or t.entry in t.methods, f"{name} has no method {t.entry}")


# -- the objects


class _Objects:
    """First all instances, then what is in their slots, so that they may name each other."""

    def __init__(self, records: list[dict[str, Any]], tensors: TensorReader, types: dict[str, Type]) -> None:
        self._records = records
        self._types = [self._type(types, record) for record in records]
        self._values = ValueReader(tensors.tensor, self.instance, types)
        self._instances = [backend().instance(t) for t in self._types]

    def _type(self, types: dict[str, Type], record: dict[str, Any]) -> ClassType:
        t = checked.one_of(types, record.get("type"), "type")
        checked.holds(isinstance(t, ClassType), f"{record.get('type')} is no class")
        assert isinstance(t, ClassType)
        slots = record.get("slots")
        checked.holds(type(slots) is list and len(slots) == len(t.attributes), f"an object of {t.name} has other attributes")
        return t

    def instance(self, number: Any) -> Instance:
        return checked.item(self._instances, number, "object")

    def fill(self) -> Iterator[tuple[Instance, list[str]]]:
        for instance, t, record in zip(self._instances, self._types, self._records, strict=True):
            for attribute, value in zip(t.attributes.values(), record["slots"], strict=True):
                self._set(instance, t, attribute.name, value)
            hidden = checked.list_of(str, record.get("not_persistent", []), "buffers")
            checked.holds(t.attributes.keys() >= set(hidden), f"{t.name} has other buffers")
            if hidden:
                yield instance, hidden

    def _set(self, instance: Instance, t: ClassType, name: str, value: Any) -> None:
        declared = t.attributes[name].type
        try:
            instance.set(t.slot(name), to_slot(self._values.read(value), declared, instance))
        except (TypeError, ValueError, OverflowError, RuntimeError) as error:
            if isinstance(error, ArchiveError | RecursionError):
                raise
            where = f"attribute '{name}' of {t.name}: expected {declared}"
            raise ArchiveError(f"the archive is damaged: {where}: {error}") from None
