"""Declared overloads: definitions of one name right above a function, marked ``torch.jit._overload`` or ``typing.overload``.

They are read from the source: PyTorch's registry of them is emptied by whatever torch.jit compiles.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import linecache
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from torch import _jit_internal

from ...base.errors import CompileError
from ...lang.schema import NO_DEFAULT
from .capture import Captured, Scope, Tree, definition
from .signature import Parameter, Signature, signature_of

_MARKS = (_jit_internal._overload, _jit_internal._overload_method, typing.overload)


def has_overloads(function: Callable[..., Any]) -> bool:
    """Whether signatures are declared above a function."""
    plain = inspect.unwrap(function)
    if not isinstance(plain, FunctionType):
        return False
    return any(_declarations(plain, Scope(plain)))


def overloads_of(source: Captured, signature: Signature) -> list[Signature]:
    """The signatures declared for a function, in their order; what a declaration leaves out is as in the function itself."""
    function: Any = source.function
    found = list(_declarations(function, source.scope)) if function is not None else []
    declarations = [dataclasses.replace(source, tree=tree, line_offset=offset, function=None) for tree, offset in found]
    return [_merged(declaration, signature) for declaration in reversed(declarations)]


def _declarations(function: FunctionType, scope: Mapping[str, Any]) -> Iterator[tuple[Tree, int]]:
    """Upwards from the function, as long as one stands on the other: the trees, and how far their lines are off."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    first = _definition_above(code.co_name, lines, code.co_firstlineno)
    while first:
        found = definition(code.co_name, first, lines)
        if found is None or not _is_marked(found[0], scope):
            return
        yield found
        first = _definition_above(code.co_name, lines, first)


def _definition_above(name: str, lines: Sequence[str], below: int) -> int:
    """The first line, decorators included, of the definition that ends above the line ``below``; 0 where another thing does."""
    at = below - 1 if below <= len(lines) else 0
    indent = _indent(lines[at]) if at else ""
    while at > 0 and _is_inside(lines[at - 1], indent):
        at -= 1
    if at == 0 or not re.match(rf"\s*def {re.escape(name)}\(", lines[at - 1]):
        return 0
    while at > 1 and lines[at - 2].startswith(f"{indent}@"):
        at -= 1
    return at


def _is_inside(line: str, indent: str) -> bool:
    """Whether a line belongs to the definition above it: deeper, blank, a comment, or the end of its head."""
    text = line.strip()
    return not text or text[0] in "#)" or (line.startswith(indent) and line[len(indent)] in " \t")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _is_marked(tree: ast.AST, scope: Any) -> bool:
    decorators = getattr(tree, "decorator_list", [])
    return any(_named(node, scope) in _MARKS for node in decorators)


def _named(node: ast.expr, scope: Any) -> Any:
    """The object behind ``name`` or ``module.name``; None where the scope knows none."""
    if isinstance(node, ast.Attribute):
        return getattr(_named(node.value, scope), node.attr, None)
    return scope.get(node.id) if isinstance(node, ast.Name) else None


def _merged(declaration: Captured, signature: Signature) -> Signature:
    declared = {p.name: p for p in signature_of(declaration).parameters}
    unknown = next((name for name in declared if name not in {p.name for p in signature.parameters}), None)
    if unknown is not None:
        message = f"an overload of {declaration.name} declares '{unknown}', which the function does not take"
        raise CompileError(message, declaration.span(declaration.tree))
    parameters = tuple(_parameter(declared.get(p.name), p, declaration.scope) for p in signature.parameters)
    return Signature(parameters, signature_of(declaration).returns or signature.returns)


def _parameter(declared: Parameter | None, own: Parameter, scope: Any) -> Parameter:
    if declared is None:
        return own
    default = _default(declared.default, scope) if declared.has_default else NO_DEFAULT
    return dataclasses.replace(declared, default=own.default if default is NO_DEFAULT else default)


def _default(node: Any, scope: Any) -> Any:
    """A default that is written out, or named; ``...`` stands for the function's own."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = _named(node, scope)
        return NO_DEFAULT if value is None else value
    return NO_DEFAULT if value is ... else value
