"""A Python function -> its syntax tree, the names it sees, and exact places in its file.

Non-goals: decorators' meaning, types (``signature``).
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import itertools
import linecache
import re
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

from ...base.errors import CompileError
from ...base.record import Record
from ...base.source import Span
from ...base.syntax import parse

Tree = ast.FunctionDef | ast.Lambda
_NO_SOURCE = "define the function in a file or a notebook cell, so that its source can be read"


class Captured(Record, frozen=True, dict=True):  # for what it remembers
    """A function's syntax and surroundings.  ``function`` is None for one that exists only in compiled code;
    ``contexts`` are the context managers it is decorated with (``@torch.no_grad()``), outermost first."""

    tree: Tree
    file: str
    name: str
    scope: Mapping[str, Any]
    function: FunctionType | None = None
    line_offset: int = 0
    contexts: tuple[Any, ...] = ()

    def span(self, node: ast.AST) -> Span:
        """The place of a node of ``tree``."""
        at: Any = node
        if not hasattr(at, "lineno"):
            return Span(self.file, self.line, 0, self.line, 0)
        offset, column = self.line_offset, at.col_offset
        return self._characters(at.lineno + offset, column, (at.end_lineno or at.lineno) + offset, at.end_col_offset or column)

    def _characters(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """ast counts bytes of UTF-8, a Span characters."""
        if not self._is_ascii:
            text = linecache.getline(self.file, line)
            raw = text.encode()
            column = len(raw[:column].decode(errors="ignore"))
            end_column = len(raw[:end_column].decode(errors="ignore")) if end_line == line else end_column
        return Span(self.file, line, column, end_line, end_column)

    @functools.cached_property
    def _is_ascii(self) -> bool:
        last = (self.tree.end_lineno or self.tree.lineno) + self.line_offset
        return all(map(str.isascii, linecache.getlines(self.file)[:last]))

    @property
    def body(self) -> list[ast.stmt]:
        if isinstance(self.tree, ast.Lambda):
            return [ast.copy_location(ast.Return(self.tree.body), self.tree.body)]
        return self.tree.body

    @property
    def line(self) -> int:
        return self.tree.lineno + self.line_offset


def capture(function: Callable[..., Any], name: str = "") -> Captured:
    """Read a function's source.  Raises CompileError where there is none."""
    plain = inspect.unwrap(function)
    if not isinstance(plain, FunctionType):
        raise CompileError(f"{function!r} is no Python function", remedy="pass a function written in Python")
    tree, offset = _tree(plain)
    label = name or display_name(plain)
    return Captured(tree, plain.__code__.co_filename, label, Scope(plain), plain, offset, tuple(_decorating(function)))


def _decorating(function: Any) -> Iterator[Any]:
    """The context managers that wrap a function: torch's wrappers keep them, or what makes them, in a closure."""
    while hasattr(function, "__wrapped__"):
        cells = inspect.getclosurevars(function).nonlocals if isinstance(function, FunctionType) else {}
        factory = cells.get("ctx_factory")
        if callable(factory):  # mostly the context's own `clone`; to call it may act: set_grad_enabled does when it is made
            yield factory.__self__ if inspect.ismethod(factory) else factory()
        if "autocast_instance" in cells:
            yield cells["autocast_instance"]
        function = function.__wrapped__


def display_name(function: FunctionType) -> str:
    """``Mod.forward`` for a method, without the functions around it."""
    return function.__qualname__.rsplit("<locals>.", 1)[-1]


class Scope(Mapping[str, Any]):
    """The names a function sees that are not its own: free variables, globals, builtins; looked up late.

    ``classes`` are those that a method belongs to: its annotations may name them though they stand in a function.
    """

    def __init__(self, function: FunctionType) -> None:
        self.cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        self.globals = function.__globals__
        self.classes: dict[str, type] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self.cells:
            return self._in_cell(name)
        if name in self.globals:
            return self.globals[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return self.classes[name]

    def _in_cell(self, name: str) -> Any:
        try:
            return self.cells[name].cell_contents
        except ValueError:  # still empty: a class has its name when its decorators are done
            return self.classes[name]

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        yield from self.cells
        yield from self.globals

    def __len__(self) -> int:
        return len(self.cells) + len(self.globals)


# Trees by function, with the code that each was read for; a tree leads to no function.  Nobody changes a tree.
_trees: weakref.WeakKeyDictionary[FunctionType, tuple[CodeType, Tree, int]] = weakref.WeakKeyDictionary()


def _tree(function: FunctionType) -> tuple[Tree, int]:
    known = _trees.get(function)
    if known is None or known[0] is not function.__code__:
        known = _trees[function] = function.__code__, *_read_tree(function)
    return known[1:]


def plain_tree(function: FunctionType) -> Tree | None:
    """The syntax of a function without what it is wrapped in; None where there is no source."""
    try:
        return _tree(function)[0]
    except CompileError:
        return None


def _read_tree(function: FunctionType) -> tuple[Tree, int]:
    code = function.__code__
    linecache.checkcache(code.co_filename)  # a module that was edited and loaded again
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines:
        raise CompileError(f"the source of {function.__qualname__} cannot be read", remedy=_NO_SOURCE)
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise _is_async(function)
    is_lambda = code.co_name == "<lambda>"
    found = _lambda(code, lines) if is_lambda else definition(code.co_name, code.co_firstlineno, lines)
    if found is None:
        raise CompileError(f"the source of {function.__qualname__} cannot be found in {code.co_filename}", remedy=_NO_SOURCE)
    return found


def _is_async(function: FunctionType) -> CompileError:
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    line = next(i for i in range(code.co_firstlineno, len(lines) + 1) if _HEADER.match(lines[i - 1]))
    text = lines[line - 1]
    column = len(text) - len(text.lstrip())
    span = Span(code.co_filename, line, column, line, column + len("async def"))
    remedy = "write it with def, fork and wait; to run it beside the event loop, await fork(f, x) in Python"
    return CompileError(f"async function {function.__name__} cannot be compiled", span, remedy=remedy)


def definition(name: str, first: int, lines: Sequence[str]) -> tuple[Tree, int] | None:
    """The function ``name`` whose decorators begin on the line ``first``, and how far the lines of its tree are off."""
    indented = first <= len(lines) and lines[first - 1][:1] in (" ", "\t")
    for node in _statements(_block(lines, first, "if 1:\n" if indented else "")):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node, first - 1 - indented
        if isinstance(node, ast.AsyncFunctionDef) and node.name == name:
            return None
    return None


def _statements(tree: ast.Module | None) -> Iterator[ast.AST]:
    return (node for outer in tree.body for node in (outer, *ast.iter_child_nodes(outer))) if tree else iter(())


_HEADER = re.compile(r"\s*(async\s+)?def\b")
_MAY_FOLLOW = re.compile(r"(\s*)[^\s#)\]}]")  # a line that may be the next statement
_ENDS_TRIED = 20


def _block(lines: Sequence[str], first: int, before: str) -> ast.Module | None:
    """The statement that begins on the line ``first``, read up to a line that is indented no more: the first with which it is
    whole, since a string or a list may have lines like that, too.  (To look for tokens takes three times as long.)"""
    width = len(lines[first - 1]) - len(lines[first - 1].lstrip()) if first <= len(lines) else 0
    header = next((i for i in range(first - 1, len(lines)) if _HEADER.match(lines[i])), len(lines))
    follows = ((i, _MAY_FOLLOW.match(lines[i])) for i in range(header + 1, len(lines)))
    ends = (i for i, found in follows if found and len(found[1]) <= width)
    for end in itertools.chain(itertools.islice(ends, _ENDS_TRIED), [len(lines)]):
        tree = _parse(before + "".join(lines[first - 1 : end]))
        if tree is not None:
            return tree
    return None


def _parse(text: str) -> ast.Module | None:
    for type_comments in (True, False):  # an odd comment that begins with "type:" is no reason to fail
        try:
            return parse(text, type_comments=type_comments)
        except SyntaxError:
            continue
    return None


@functools.lru_cache(maxsize=16)
def _parse_file(text: str) -> ast.Module | None:
    return _parse(text)


def _lambda(code: CodeType, lines: list[str]) -> tuple[Tree, int] | None:
    tree = _parse_file("".join(lines))
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Lambda)] if tree else []
    nodes = [n for n in nodes if n.lineno == code.co_firstlineno]
    return (min(nodes, key=lambda n: _distance(n, code)), 0) if nodes else None


def _distance(node: ast.Lambda, code: CodeType) -> int:
    """How far the columns of the compiled code lie from the lambda's body: several may stand on one line."""
    places = [p for p in code.co_positions() if p[0] is not None and p[2] is not None and p[3] is not None]
    starts = [(line, column) for line, _, column, _ in places if line == node.body.lineno and column]
    columns = [c for _, c in starts if c is not None]
    names = tuple(a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])
    mismatch = 10_000 if names != code.co_varnames[: len(names)] else 0
    return mismatch + (abs(min(columns) - node.body.col_offset) if columns else 0)
