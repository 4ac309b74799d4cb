"""Python annotations -> types of the language.

Non-goal: finding the annotations of a function (``signature``).
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import copy
import numbers
import sys
import types as python_types
import typing
from collections.abc import Mapping
from typing import Any

import torch

from ...base import wording
from ...base.errors import AnnotationError, CompileError, UnknownLength
from ...base.owners import OfClasses
from ...base.source import Span
from ...base.syntax import parse
from ...base.transactions import Table, in_transaction
from ...base.user_warnings import WarnAt
from ...lang.types import (
    ANY,
    BOOL,
    COMPLEX,
    DEVICE,
    DTYPE,
    FLOAT,
    GENERATOR,
    INT,
    LAYOUT,
    MEMORY_FORMAT,
    NONE,
    NUMBER,
    QSCHEME,
    STR,
    STREAM,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    NamedTupleType,
    SetType,
    TupleType,
    Type,
    union,
)
from . import callers
from .await_classes import await_interface, is_await_class
from .class_types import class_type
from .names import qualified_name

Scope = Mapping[str, Any]

_PLAIN: dict[Any, Type] = {
    int: INT, float: FLOAT, bool: BOOL, complex: COMPLEX, str: STR, None: NONE, type(None): NONE, Any: ANY, object: ANY,
    torch.device: DEVICE, torch.dtype: DTYPE, torch.layout: LAYOUT, torch.memory_format: MEMORY_FORMAT,
    torch.qscheme: QSCHEME,
    torch.SymInt: INT, torch.SymFloat: FLOAT, torch.SymBool: BOOL,  # as schemas are read
    torch.Generator: GENERATOR, torch.Stream: STREAM, torch.Size: ListType(INT), numbers.Number: NUMBER,
}  # fmt: skip


def type_of_annotation(annotation: Any, scope: Scope | None = None, span: Span | None = None) -> Type:
    """The type an annotation stands for; text is evaluated in ``scope``.  Raises AnnotationError for what is no type."""
    if isinstance(annotation, str):
        return type_of_expression(_parse(annotation, span), scope or {}, span)
    t = find_type(annotation, scope, span)
    if t is None:
        raise AnnotationError(
            f"unknown type {annotation_text(annotation)}",
            span,
            remedy=_remedy(annotation),
        )
    return t


_REMEDIES = {
    "ndarray": "annotate Tensor, and pass torch.from_numpy(x)",
    "bytes": "use str, or a uint8 tensor",
    "Path": "use str, and pass str(path)",
    "Callable": "leave the annotation out where compiled code passes the function; Python cannot pass one",
    "Generator": "pass a list",
    "Iterator": "pass a list",
}


def _remedy(annotation: Any) -> str:
    """By the class's name, since some classes' libraries may not be there."""
    if isinstance(annotation, typing.TypeVar):
        return "leave the annotation out where compiled code calls it, or write one function for each type"
    found = typing.get_origin(annotation) or annotation
    name = "Callable" if found is callable else getattr(found, "__name__", "")
    return _REMEDIES.get(name, "annotate with a type of the language or a class that can be compiled")


def type_of_expression(node: ast.expr, scope: Scope, span: Span | None = None) -> Type:
    """The type that an annotation's syntax stands for, names looked up in ``scope``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return type_of_expression(_parse(node.value, span), scope, span)
    return type_of_annotation(evaluate(node, scope, span), scope, span)


def evaluate(node: ast.expr, scope: Scope, span: Span | None = None) -> Any:
    """The Python object an annotation's syntax gives."""
    try:
        return _value(node, _Lookup(scope))
    except CompileError:
        raise
    except Exception as error:
        raise AnnotationError(
            f"cannot evaluate the annotation {ast.unparse(node)}: {error}", span, remedy="import the names that it uses"
        ) from error


def _value(node: ast.expr, names: _Lookup) -> Any:
    """Names and what is written most are looked up at once: compiling takes longer than what is compiled."""
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr)
    whole = _Broadcasts().visit(copy.deepcopy(node)) if _has_broadcast(node) else node
    code = compile(ast.fix_missing_locations(ast.Expression(whole)), "<annotation>", "eval")
    return eval(code, {"__builtins__": builtins}, names)  # noqa: S307


def broadcast_size(node: ast.expr | None) -> int | None:
    """The N of ``BroadcastingListN[...]``, which torch.nn.functional writes where one number stands for N."""
    if node is None or isinstance(node, ast.Name | ast.Constant):  # most are
        return None
    for inner in ast.walk(node):
        name = inner.attr if isinstance(inner, ast.Attribute) else inner.id if isinstance(inner, ast.Name) else ""
        if name.startswith("BroadcastingList") and name[16:].isdigit():
            return int(name[16:])
    return None


def _has_broadcast(node: ast.expr) -> bool:
    return broadcast_size(node) is not None


class _Broadcasts(ast.NodeTransformer):
    """``BroadcastingListN[T]`` -> ``list[T]``: evaluating it as it stands gives None."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id.startswith("BroadcastingList"):
            return ast.copy_location(ast.Subscript(ast.Name("__list__", ast.Load()), node.slice, ast.Load()), node)
        return self.generic_visit(node)


# What type comments and text may say without an import, ``number`` as PyTorch's own functions do.
_KNOWN: dict[str, Any] = {
    **{name: getattr(typing, name) for name in ("List", "Dict", "Tuple", "Optional", "Union", "Any", "Set")},
    "Tensor": torch.Tensor, "number": numbers.Number, "Device": torch.device, "Generator": torch.Generator,
    "NoneType": type(None),
}  # fmt: skip


class _Lookup(dict[str, Any]):
    """The scope of an annotation; what typing and torch offer is known without an import, as in torch.jit."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __missing__(self, name: str) -> Any:
        if name == "__list__":
            return list
        if name in self.scope:
            return self.scope[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        if name in _KNOWN:
            return _KNOWN[name]
        if name in (seen := callers.local_names()):
            return seen[name]
        raise NameError(f"Unknown type name '{name}'")


def _parse(text: str, span: Span | None) -> ast.expr:
    try:
        return parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise AnnotationError(f"cannot read the annotation {text!r}", span) from error


def find_type(annotation: Any, scope: Scope | None = None, span: Span | None = None) -> Type | None:
    """As ``type_of_annotation``; None where there is no such type."""
    if isinstance(annotation, Type):
        return annotation
    if isinstance(annotation, str):
        return type_of_annotation(annotation, scope, span)
    if isinstance(annotation, typing.ForwardRef):
        return type_of_annotation(annotation.__forward_arg__, scope, span)
    if isinstance(annotation, typing.NewType):
        return find_type(annotation.__supertype__, scope, span)
    if is_legacy_type(annotation):
        if span is not None:  # a user's, and not a value's own class
            WarnAt(span)(wording.dtype_not_checked(f"{annotation.__module__}.{annotation.__name__}"))
        return TENSOR
    if annotation is typing.Optional:
        _refuse_bare(annotation, span)
    if _hashable(annotation) and annotation in _PLAIN:
        return _PLAIN[annotation]
    if typing.get_origin(annotation) is not None:
        return _generic(annotation, scope, span)
    return _class(annotation, scope, span) if isinstance(annotation, type) else None


def _hashable(obj: Any) -> bool:
    try:
        hash(obj)
    except TypeError:
        return False
    return True


def is_legacy_type(obj: Any) -> bool:
    """Whether ``obj`` is ``torch.FloatTensor`` or the like."""
    return type(obj) is type(torch.FloatTensor)


def is_future_class(obj: Any) -> bool:
    """Whether ``obj`` is the Future of this library, of torch.jit or of torch.futures."""
    module = getattr(obj, "__module__", "") or ""
    return isinstance(obj, type) and obj.__name__ == "Future" and module.split(".")[0] in ("torch", "anabranch")


def _generic(annotation: Any, scope: Scope | None, span: Span | None) -> Type | None:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, python_types.UnionType):
        values = [a for a in args if typing.get_origin(a) is not collections.abc.Callable]  # functions are no values
        return union([type_of_annotation(a, scope, span) for a in values]) if values else None
    if origin is typing.Literal:
        return union([find_type(type(a)) or ANY for a in args])
    if origin in (typing.Final, typing.ClassVar, typing.Annotated):
        return type_of_annotation(args[0], scope, span)
    if origin is tuple and not args and annotation is typing.Tuple:
        return _class(tuple, scope, span)
    if origin is tuple:
        return _tuple(annotation, args, scope, span)
    make = _GENERICS.get(origin)
    if make is not None and not args:
        return _class(origin, scope, span)
    if is_await_class(origin):
        return find_type(await_interface(type_of_annotation(args[0], scope, span)), scope, span)
    if make is None and is_future_class(origin):
        make = FutureType
    if make is None:
        return None
    if len(args) != (wanted := len(make.__struct_fields__)):  # Python makes list[int, str]
        raise AnnotationError(f"{annotation_text(annotation)} has {len(args)} types: expected {wanted}", span)
    return make(*(type_of_annotation(a, scope, span) for a in args))


_GENERICS: dict[Any, type[ListType | DictType | SetType | FutureType]] = {
    list: ListType,
    collections.abc.Sequence: ListType,
    collections.abc.Iterable: ListType,
    dict: DictType,
    set: SetType,
    collections.OrderedDict: DictType,
    collections.abc.Mapping: DictType,
}


def _tuple(annotation: Any, args: tuple[Any, ...], scope: Scope | None, span: Span | None) -> Type:
    if Ellipsis in args:
        raise UnknownLength(
            f"the length of {annotation_text(annotation)} is not known",
            span,
            remedy="write the type of every item, or use List; or show them: script(f, example_inputs=[...])",
        )
    return TupleType(tuple(type_of_annotation(a, scope, span) for a in args if a != ()))


def _refuse_bare(annotation: Any, span: Span | None) -> None:
    bare = wording.no_contained_type(annotation)
    if bare is not None:
        raise AnnotationError(bare, span, remedy="write the types of what it holds")


def _class(cls: type, scope: Scope | None, span: Span | None) -> Type | None:
    if issubclass(cls, torch.Tensor):
        return TENSOR
    _refuse_bare(cls, span)
    if is_future_class(cls):
        raise AnnotationError("Future without a contained type", span, remedy="write the type of its value: Future[Tensor]")
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return named_tuple_type(cls, scope, span)
    return _nominal(cls, span)


def _nominal(cls: type, span: Span | None) -> Type | None:
    found = class_type(cls)
    if found is None and issubclass(cls, torch.nn.Module):
        raise AnnotationError(
            f"a module class ({cls.__name__}) cannot be the type of a value",
            span,
            remedy="declare an interface (@interface) with the methods you call",
        )
    return found


# -- named tuples

_named_tuples: Table[type, NamedTupleType] = Table(OfClasses("__anabranch_named_tuple__"))


@in_transaction
def named_tuple_type(cls: Any, scope: Scope | None = None, span: Span | None = None) -> NamedTupleType:
    """The type of a NamedTuple class; fields without annotation are tensors."""
    found: NamedTupleType | None = _named_tuples.get(cls)
    if found is None:
        found = _named_tuples[cls] = _new_named_tuple_type(cls, scope, span)
    return found


def field_annotations(cls: Any) -> dict[str, Any]:
    """Of a NamedTuple class; a ``collections.namedtuple`` has none."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):  # PackedSequence is a class over its NamedTuple
        found.update(base.__dict__.get("__annotations__", {}))
    return found


def _new_named_tuple_type(cls: Any, scope: Scope | None, span: Span | None) -> NamedTupleType:
    annotations = field_annotations(cls)
    names = dict(vars(sys.modules[cls.__module__])) if cls.__module__ in sys.modules else {}
    names.update(scope or {})
    items = tuple(type_of_annotation(annotations.get(f, torch.Tensor), names, span) for f in cls._fields)
    return NamedTupleType(items, qualified_name(cls), tuple(cls._fields), tuple(cls._field_defaults.items()), cls)


def annotation_text(annotation: Any) -> str:
    """An annotation as a program writes it."""
    if isinstance(annotation, type) and typing.get_origin(annotation) is None:
        return annotation.__qualname__
    return str(annotation).replace("typing.", "")
