"""Class definitions of the files → types: modules, classes, interfaces, enums, named tuples.

A type knows its methods from the start; they are written when they are first needed (``functions``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ...archive.python_names import settle
from ...base.errors import CompileError
from ...frontend.classes.module_types import ModuleType
from ...frontend.source.names import claim_name
from ...frontend.source.value_types import NotInferable, infer_type
from ...lang.nominal import AttributeKind, ClassType, EnumType, InterfaceType
from ...lang.types import ANY, NamedTupleType, Type
from . import program as programs
from .functions import declare_method, entry_of, schema_of
from .program import Program
from .sources import SourceFile
from .type_reader import qualified_name

_CONTAINERS = {
    "ModuleList": "list", "Sequential": "list", "ParameterList": "list", "ModuleDict": "dict", "ParameterDict": "dict",
}  # fmt: skip
_OF_CONTAINERS = "__torch__.torch.nn.modules.container."
_MACHINERY = "_is_full_backward_hook"  # nn.Module's own: no program reads it


class _Class:
    """The statements of a class body, sorted by what they say."""

    def __init__(self, program: Program, name: str, file: SourceFile, node: ast.ClassDef) -> None:
        self.program, self.name, self.file, self.node = program, name, file, node
        self.lists: dict[str, list[str]] = {}
        self.annotations: dict[str, ast.expr] = {}
        self.values: dict[str, ast.expr] = {}
        self.methods: list[ast.FunctionDef] = []
        for statement in node.body:
            self._read(statement)

    def _read(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef():
                self.methods.append(statement)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                self.annotations[name] = annotation
                if value is not None:
                    self.values[name] = value
            case ast.Assign(targets=[ast.Name(id="__annotations__")]) | ast.Pass():
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=items)) if name.startswith("__"):
                self.lists[name] = [str(self.program.constant(item, self.file)) for item in items]
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.values[name] = value
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id="__annotations__"), slice=ast.Constant(value=str(name)))], value=value
            ):
                self.annotations[name] = value
            case _:
                raise CompileError("a class of TorchScript holds no such statement", self.file.span(statement))

    @property
    def base(self) -> str:
        named = [base.id for base in self.node.bases if isinstance(base, ast.Name)]
        return named[0] if named else ""

    def type_of(self, node: ast.expr) -> Type:
        return self.program.type_of(node, self.file)

    def final(self, name: str) -> bool:
        annotation = self.annotations[name]
        return isinstance(annotation, ast.Subscript) and qualified_name(annotation.value) == "Final"

    def value(self, name: str) -> Any:
        return self.program.constant(self.values[name], self.file)

    def claimed(self, t: Any) -> Any:
        """``t`` under its name, which nothing else that lives has."""
        self.program.types[self.name] = t
        t.name = claim_name(t.name, t)
        return t


@programs.read_class.is_given
def read_class(program: Program, name: str, file: SourceFile, node: ast.ClassDef) -> Type:
    """The type that a class definition makes; it stands in ``program.types``.  Raises CompileError."""
    source = _Class(program, name, file, node)
    makers = {
        "Module": _module, "": _class, "Enum": _enum, "NamedTuple": _named_tuple, "Interface": _interface,
        "ModuleInterface": _interface,
    }  # fmt: skip
    if source.base not in makers:
        raise CompileError(f"class {name} has the unknown base {source.base}", file.span(node))
    made = makers[source.base](source)
    program.types[name] = made
    return made


def _module(source: _Class) -> Type:
    t: ModuleType = source.claimed(ModuleType(source.name, is_module=True))
    _add_attributes(source, t)
    _add_methods(source, t)
    _describe_container(source.name, t)
    pre_hooks, hooks = (source.lists.get(f"__forward_{kind}hooks__", []) for kind in ("pre_", ""))
    forward = next((m for m in source.methods if m.name == "forward"), None)
    if (pre_hooks or hooks) and forward is not None:
        t.entry = "__call__"
        t.methods[t.entry] = entry_of(source.program, t, source.name, source.file, forward, pre_hooks, hooks)
    return t


def _class(source: _Class) -> Type:
    t: ClassType = source.claimed(ClassType(source.name))
    _add_attributes(source, t)
    _add_methods(source, t)
    return t


def _add_attributes(source: _Class, t: ClassType) -> None:
    parameters, buffers = (frozenset(source.lists.get(f"__{kind}__", [])) for kind in ("parameters", "buffers"))
    for name, annotation in source.annotations.items():
        if t.is_module and name == _MACHINERY:
            continue
        if source.final(name):
            t.constants[name] = source.value(name)
            continue
        found = source.type_of(annotation)
        of_module = t.is_module and getattr(found, "is_module", False)
        kind = AttributeKind.MODULE if of_module else AttributeKind.ATTRIBUTE
        kind = AttributeKind.PARAMETER if name in parameters else AttributeKind.BUFFER if name in buffers else kind
        t.add_attribute(name, found, kind)


def _add_methods(source: _Class, t: ClassType) -> None:
    for node in source.methods:
        t.methods[node.name] = declare_method(source.program, t, f"{t.name}.{node.name}", source.file, node)
    for name, getter in _accessors(t, "_getter"):
        setters = dict(_accessors(t, "_setter"))
        t.properties[name] = getter, setters.get(name)


def _accessors(t: ClassType, ending: str) -> Iterator[tuple[str, str]]:
    for name in list(t.methods):
        if name.startswith("__") and name.endswith(ending):
            yield name.removeprefix("__").removesuffix(ending), name


def _describe_container(name: str, t: ModuleType) -> None:
    """What Python may do with the module: go through its items, take one."""
    if name.startswith(_OF_CONTAINERS):
        t.container = _CONTAINERS.get(name.rpartition(".")[2], "")
        t.keys = tuple(n for n in t.attributes if n != "training") if t.container else ()


def _interface(source: _Class) -> Type:
    t: InterfaceType = source.claimed(InterfaceType(source.name, is_module=source.base == "ModuleInterface"))
    for node in source.methods:
        t.methods[node.name] = schema_of(source.program, node.name, source.file, node, t)
    return t


def _enum(source: _Class) -> Type:
    members = {name: source.value(name) for name in source.values}
    try:
        types = {infer_type(value) for value in members.values()}
    except NotInferable as error:
        raise CompileError(f"enum {source.name}: {error}", source.file.span(source.node)) from None
    return settle(EnumType(source.name, types.pop() if len(types) == 1 else ANY, members))


def _named_tuple(source: _Class) -> Type:
    fields = {name: source.type_of(annotation) for name, annotation in source.annotations.items()}
    defaults = tuple((name, source.value(name)) for name in fields if name in source.values)
    t = NamedTupleType(tuple(fields.values()), source.name, tuple(fields), defaults)
    return settle(t)
