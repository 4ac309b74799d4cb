"""The parameters of a function: names, kinds, defaults, annotated types (also by type comment)."""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from ...base.errors import CompileError, UnknownLength
from ...base.record import Record
from ...base.source import Span
from ...base.syntax import parse
from ...lang.schema import NO_DEFAULT
from ...lang.types import TENSOR, Type
from .annotations import broadcast_size, type_of_annotation, type_of_expression
from .capture import Captured
from .value_types import NotInferable, infer_type

POSITIONAL, KEYWORD, VAR_POSITIONAL, VAR_KEYWORD = "positional", "keyword only", "*args", "**kwargs"


class Parameter(Record, frozen=True):
    """``annotation`` gives the declared type when asked (it may fail); None where there is none.

    ``default`` is a Python value, a syntax tree (of a function defined in compiled code), or NO_DEFAULT.
    """

    name: str
    kind: str = POSITIONAL
    annotation: Callable[[], Type] | None = None
    default: Any = NO_DEFAULT
    size: int | None = None
    node: ast.expr | None = None

    @property
    def has_default(self) -> bool:
        return self.default is not NO_DEFAULT

    @property
    def is_variadic(self) -> bool:
        return self.kind in (VAR_POSITIONAL, VAR_KEYWORD)

    @property
    def text(self) -> str:
        """The annotation as it is written."""
        return ast.unparse(self.node) if self.node is not None else ""

    def assumed_type(self) -> Type:
        """The type of a parameter without annotation: that of its default, else Tensor."""
        if self.has_default and self.default is not None and not isinstance(self.default, ast.AST):
            try:
                return infer_type(self.default)
            except (NotInferable, CompileError):
                return TENSOR
        return TENSOR


class Signature(Record, frozen=True):
    parameters: tuple[Parameter, ...]
    returns: Callable[[], Type] | None = None

    def return_type(self) -> Type | None:
        """None where it is not declared, or only when it is known how many items there are."""
        try:
            return self.returns() if self.returns is not None else None
        except UnknownLength:
            return None


def signature_of(source: Captured) -> Signature:
    """The signature of a captured function."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Captured) -> None:
        self.source = source
        self.comments, self.return_comment = _type_comment(source)

    def read(self) -> Signature:
        a = self.source.tree.args
        defaults = self._defaults()
        positional = [*a.posonlyargs, *a.args]
        skipped = self._left_out([p.arg for p in positional])
        found = [
            self._parameter(arg, POSITIONAL, defaults, self.comments[i - skipped] if self.comments and i >= skipped else None)
            for i, arg in enumerate(positional)
        ]
        if a.vararg:
            found.append(self._parameter(a.vararg, VAR_POSITIONAL, {}))
        found += [self._parameter(arg, KEYWORD, defaults) for arg in a.kwonlyargs]
        if a.kwarg:
            found.append(self._parameter(a.kwarg, VAR_KEYWORD, {}))
        return Signature(tuple(found), self._returns())

    def _left_out(self, names: list[str]) -> int:
        """How many parameters a type comment begins behind: it leaves self out."""
        own = names[:1] in (["self"], ["cls"])
        if self.comments and len(names) - len(self.comments) not in (0, int(own)):
            raise CompileError(
                f"Number of type annotations ({len(self.comments)}) did not match the number of function parameters "
                f"({len(names) - own}): {self.source.name} takes {', '.join(names)}",
                self.source.span(self.source.tree),
                remedy="write one type for each parameter into the comment `# type: (...) -> ...`, or annotate them",
            )
        return len(names) - len(self.comments) if self.comments else 0

    def _defaults(self) -> Mapping[str, Any]:
        function: Any = self.source.function
        if function is not None:
            return _python_defaults(function)
        a = self.source.tree.args
        positional = [*a.posonlyargs, *a.args]
        with_default = positional[len(positional) - len(a.defaults) :]
        found: dict[str, Any] = dict(zip((p.arg for p in with_default), a.defaults))
        found.update({p.arg: d for p, d in zip(a.kwonlyargs, a.kw_defaults) if d is not None})
        return found

    def _parameter(
        self, arg: ast.arg, kind: str, defaults: Mapping[str, Any], comment: ast.expr | None = None
    ) -> Parameter:
        node = arg.annotation or comment or _parsed(arg.type_comment)
        return Parameter(
            arg.arg,
            kind,
            self._type(node, self.source.span(arg)) if node is not None else None,
            defaults.get(arg.arg, NO_DEFAULT),
            broadcast_size(node),
            node,
        )

    def _returns(self) -> Callable[[], Type] | None:
        tree = self.source.tree
        node = tree.returns if isinstance(tree, ast.FunctionDef) else None
        node = node or self.return_comment
        return self._type(node, self.source.span(node)) if node is not None else None

    def _type(self, node: ast.expr, span: Span) -> Callable[[], Type]:
        return functools.cache(lambda: self._read_type(node, span))

    def _read_type(self, node: ast.expr, span: Span) -> Type:
        """The annotation's text in the function's scope; Python may have seen names there that are gone since."""
        try:
            return type_of_expression(node, self.source.scope, span)
        except CompileError:
            seen = self._seen(node)
            if seen is None:
                raise
            return type_of_annotation(seen, self.source.scope, span)

    def _seen(self, node: ast.expr) -> Any:
        """What Python made of the annotation when it defined the function; None where it kept the text."""
        found = inspect.get_annotations(self.source.function) if self.source.function is not None else {}
        arguments = self.source.tree.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        name = next((a.arg for a in named if a.annotation is node), "return")
        seen = found.get(name)
        return None if isinstance(seen, str) else seen


def _python_defaults(function: FunctionType) -> Mapping[str, Any]:
    code, values = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    return {**dict(zip(positional[len(positional) - len(values) :], values)), **(function.__kwdefaults__ or {})}


def _type_comment(source: Captured) -> tuple[list[ast.expr], ast.expr | None]:
    """``# type: (Tensor, int) -> Tensor`` as the types of arguments and result, of which the latter may be left out."""
    comment = getattr(source.tree, "type_comment", None)
    if not comment:
        return [], None
    says_result = "->" in comment
    try:
        tree = parse(comment if says_result else f"{comment} -> None", mode="func_type")
    except SyntaxError:
        return [], None
    arguments = [] if len(tree.argtypes) == 1 and _is_ellipsis(tree.argtypes[0]) else tree.argtypes
    return list(arguments), tree.returns if says_result else None


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _parsed(comment: str | None) -> ast.expr | None:
    if not comment:
        return None
    try:
        return parse(comment, mode="eval").body
    except SyntaxError:
        return None


def parameter_type(p: Parameter, assumed: Type | None = None) -> Type:
    """The declared type of a parameter, or the assumed one; of a tuple of unknown length the default's."""
    if p.annotation is None:
        return assumed or p.assumed_type()
    try:
        return p.annotation()
    except UnknownLength:
        if not isinstance(p.default, tuple):
            raise
        return p.assumed_type()


def has_open_length(p: Parameter) -> bool:
    """Whether it is a tuple of as many items as are given."""
    if p.annotation is None:
        return False
    try:
        p.annotation()
    except CompileError as error:
        return isinstance(error, UnknownLength)
    return False
