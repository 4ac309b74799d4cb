"""What a Python class says about its attributes: annotations, their scope, annotated assignments in ``__init__``."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
import weakref
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import torch

from ...base.record import Record
from ...lang.types import Type
from .annotations import type_of_annotation
from .capture import plain_tree


class Declared(Record, frozen=True):
    """An annotation and the class whose scope it is to be read in."""

    annotation: Any
    owner: type

    def type(self) -> Type:
        return type_of_annotation(self.annotation, class_scope(self.owner))


def _functions(owner: type) -> Iterator[FunctionType]:
    for member in vars(owner).values():
        member = getattr(member, "__func__", member)
        member = member.fget if isinstance(member, property) else member
        member = inspect.unwrap(member) if callable(member) else member
        if isinstance(member, FunctionType) and member.__module__ == owner.__module__:
            yield member


def class_scope(owner: type) -> dict[str, Any]:
    """The names that annotations in the body of ``owner`` can see."""
    module = sys.modules.get(owner.__module__)
    scope: dict[str, Any] = dict(vars(module)) if module else {}
    for function in _functions(owner):
        scope.update(function.__globals__)
        break
    for function in _functions(owner):
        scope.update(_cells(function))
    scope.setdefault(owner.__name__, owner)
    return scope


def _cells(function: FunctionType) -> Iterator[tuple[str, Any]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # still empty
            continue


def own_bases(owner: type) -> list[type]:
    """The classes that a user wrote, most derived first."""
    return [c for c in owner.__mro__ if c.__module__ != "typing" and not is_machinery(c)]


def is_machinery(cls: type) -> bool:
    """Whether a class has only what Python needs: ``nn.Module``, and the ScriptModule that users derive from."""
    return cls in (object, torch.nn.Module) or "__anabranch_machinery__" in vars(cls)


def is_init_only(cls: type, name: str) -> bool:
    """Whether a dataclass says of a name that it is an ``InitVar``: no field, an argument that ``__post_init__`` gets."""
    field = getattr(cls, "__dataclass_fields__", {}).get(name)
    return getattr(field, "_field_type", None) is dataclasses._FIELD_INITVAR  # type: ignore[attr-defined]


def class_annotations(owner: type) -> dict[str, Declared]:
    """Annotated names in the class body and its bases; the most derived annotation counts."""
    found: dict[str, Declared] = {}
    for base in own_bases(owner):
        for name, annotation in inspect.get_annotations(base).items():
            if not is_init_only(base, name):
                found.setdefault(name, Declared(annotation, base))
    return found


def init_annotations(owner: type) -> dict[str, Declared]:
    """``self.x: T = ...`` in the constructors; torch.jit does not look there."""
    found: dict[str, Declared] = {}
    for base in own_bases(owner):
        constructor = vars(base).get("__init__")
        if isinstance(constructor, FunctionType):
            for name, annotation in _annotated_assignments(constructor):
                found.setdefault(name, Declared(annotation, base))
    return found


# What constructors annotate, read once for each; a text leads to no function.
_assignments: weakref.WeakKeyDictionary[FunctionType, tuple[tuple[str, str], ...]] = weakref.WeakKeyDictionary()


def _annotated_assignments(constructor: FunctionType) -> tuple[tuple[str, str], ...]:
    known = _assignments.get(constructor)
    if known is None:
        known = _assignments[constructor] = tuple(_read_assignments(constructor))
    return known


def _read_assignments(constructor: FunctionType) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree) if (tree := plain_tree(constructor)) is not None else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
            if isinstance(node.target.value, ast.Name) and node.target.value.id == "self":
                yield node.target.attr, ast.unparse(node.annotation)
