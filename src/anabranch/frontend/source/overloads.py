"""Declared overloads: definitions of one name above a function, marked ``torch.jit._overload`` or ``typing.overload``.

They are read from the source: PyTorch's registry of them is emptied by whatever torch.jit compiles.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from torch import _jit_internal

from ...base.errors import CompileError
from ...base.record import replace
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
    if _is_marked(source.tree, source.scope):
        kind = "method" if "." in source.name else "function"
        raise CompileError(
            f'Implementation for the {kind} "{source.name}" is missing: all definitions of it are overload declarations',
            source.span(source.tree),
            remedy="define it once more below them, without the mark",
        )
    found = list(_declarations(function, source.scope)) if function is not None else []
    declarations = [replace(source, tree=tree, line_offset=offset, function=None) for tree, offset in found]
    return [_merged(declaration, signature) for declaration in reversed(declarations)]


def _declarations(function: FunctionType, scope: Mapping[str, Any]) -> Iterator[tuple[Tree, int]]:
    """Upwards from the function, until something else has its name: the trees, and how far their lines are off."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    for first in reversed(_places(code.co_filename, lines).get(code.co_name, ())):
        if first < code.co_firstlineno and _is_same_scope(lines, first, code.co_firstlineno):
            found = definition(code.co_name, first, lines)
            if found is None or not _is_marked(found[0], scope):
                return
            yield found


# For each file, the lines that were read and what `_places` found in them.
_known: dict[str, tuple[Sequence[str], Mapping[str, list[int]]]] = {}


def _places(file: str, lines: Sequence[str]) -> Mapping[str, list[int]]:
    """Where functions of one name begin, for names that have overloads; read once a file."""
    seen, places = _known.get(file, (None, {}))
    if seen is not lines:
        places = _read_places(lines) if any("overload" in line for line in lines) else {}
        _known[file] = lines, places
    return places


def _read_places(lines: Sequence[str]) -> dict[str, list[int]]:
    """The first line of each definition, decorators included, where one of that name is decorated with an overload's mark."""
    places: dict[str, list[int]] = {}
    marked = set()
    for number, line in enumerate(lines, 1):
        found = re.match(r"\s*def (\w+)\(", line)
        if found:
            first = _decorated(lines, number)
            places.setdefault(found[1], []).append(first)
            if any("overload" in above for above in lines[first - 1 : number - 1]):
                marked.add(found[1])
    return {name: found for name, found in places.items() if name in marked}


def _decorated(lines: Sequence[str], number: int) -> int:
    """The line of the first decorator above a definition, or its own."""
    while number > 1 and lines[number - 2].lstrip().startswith("@"):
        number -= 1
    return number


_HEAD = re.compile(r"\s*(class|def|async|if|elif|else|try|except|finally|with|for|while)\b")


def _is_same_scope(lines: Sequence[str], first: int, below: int) -> bool:
    """Whether what begins at ``first`` and what begins ``below`` stand in one scope: between them are only branches."""
    indent, own = _indent(lines[first - 1]), _indent(lines[below - 1])
    for line in reversed(lines[: first - 1]):
        if indent <= own:
            break
        head = _HEAD.match(line)
        if head and _indent(line) < indent:
            if head[1] in ("class", "def", "async"):
                return False
            indent = _indent(line)
    return indent <= own and not any(_HEAD.match(line) and _indent(line) < own for line in lines[first : below - 1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


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
    return replace(declared, default=own.default if default is NO_DEFAULT else default)


def _default(node: Any, scope: Any) -> Any:
    """A default that is written out, or named; ``...`` stands for the function's own."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = _named(node, scope)
        return NO_DEFAULT if value is None else value
    return NO_DEFAULT if value is ... else value
