"""The program of an archive: its types and functions by qualified name, each read when it is first needed."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...base.errors import ArchiveError, CompileError
from ...base.given import Given
from ...base.source import NOWHERE, Span
from ...frontend.values.sugared import Sugared
from ...ir.function import Function
from ...lang.nominal import ClassType, EnumType
from ...lang.types import Type
from . import constants, type_reader
from .sources import Definition, SourceFile, Sources

TORCHBIND = "__torch__.torch.classes."
_MANGLED = re.compile(r"___torch_mangle_\d+\.")


def plain_name(name: str) -> str:
    """A qualified name without what told it from others of its kind."""
    return _MANGLED.sub("", name)


class Program:
    """``constants`` are the archive's own (``CONSTANTS.c0``), ``version`` is that of the operators it was saved with."""

    def __init__(self, records: Mapping[str, memoryview], constants: Sequence[Any], version: int) -> None:
        self.sources = Sources(records)
        self.constants = constants
        self.version = version
        self.scope: Mapping[str, Sugared] = {}  # what names mean in code
        self.types: dict[str, Type] = {}
        self._functions: dict[str, Function] = {}
        self._being_read: set[str] = set()

    # -- types

    def type_named(self, name: str) -> Type:
        """Raises CompileError."""
        known = self.types.get(name)
        if known is not None:
            return known
        file, node = self._definition(name)
        if not isinstance(node, ast.ClassDef):
            raise CompileError(f"{name} is no class")
        if name in self._being_read:
            raise CompileError(f"{name} contains itself")
        self._being_read.add(name)
        try:
            return read_class(self, name, file, node)
        finally:
            self._being_read.discard(name)

    def class_named(self, name: str) -> ClassType:
        found = self.type_named(name)
        if not isinstance(found, ClassType):
            raise ArchiveError(f"the archive is damaged: {name} is no class with instances")
        return found

    @staticmethod
    def nowhere(node: ast.AST) -> Span:
        """The place of what stands in no file."""
        return NOWHERE

    def type_of(self, node: ast.expr, file: SourceFile) -> Type:
        return type_reader.type_of(node, self.type_named, file.span)

    def _definition(self, name: str) -> tuple[SourceFile, Definition]:
        if name.startswith(TORCHBIND):
            raise CompileError(
                f"the archive holds an object of the C++ class {name.removeprefix(TORCHBIND)}, which only TorchScript can make",
                remedy="save the module without it: unpack quantised (packed) parameters, or keep the object outside",
            )
        found = self.sources.find(name)
        if found is None:
            raise CompileError(f"the archive does not define {name}")
        return found

    # -- functions and constants

    def function_named(self, name: str) -> Function:
        """Raises CompileError."""
        known = self._functions.get(name)
        if known is None:
            file, node = self._definition(name)
            if not isinstance(node, ast.FunctionDef):
                raise CompileError(f"{name} is no function")
            known = self._functions[name] = declare(self, name, file, node)
        return known

    def defines_function(self, name: str) -> bool:
        found = self.sources.find(name)
        return found is not None and isinstance(found[1], ast.FunctionDef)

    def constant(self, node: ast.expr, file: SourceFile) -> Any:
        """The value of a constant that stands outside of code."""
        return constants.value_of(node, self._named_constant, file.span)

    def _named_constant(self, node: ast.expr) -> Any:
        owner, _, name = type_reader.qualified_name(node).rpartition(".")
        if owner == "CONSTANTS":
            return self.constant_named(name)
        found = self.type_named(owner) if self.sources.find(owner) else None
        return getattr(found.python_class, "__members__", {}).get(name) if isinstance(found, EnumType) else None

    def constant_named(self, name: str) -> Any:
        number = name.removeprefix("c")
        if not number.isdecimal() or int(number) >= len(self.constants):
            raise CompileError(f"the archive has no constant {name}")
        return self.constants[int(number)]


# What the files above make of trees: a type of a class, a function that is written when it is first asked for.
read_class: Given[[Program, str, SourceFile, ast.ClassDef], Type] = Given(f"{__package__}.classes")
declare: Given[[Program, str, SourceFile, ast.FunctionDef], Function] = Given(f"{__package__}.functions")
