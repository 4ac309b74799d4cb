"""What the bodies of functions in the files may say; anything else that Python has is refused before it means something.

A variable whose type is annotated, once, has that type wherever it is assigned: both branches of an ``if``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...base.errors import CompileError
from ...base.source import Span

DECLARED = "(declared)"  # the form that stands for ``name : T = value``; no program can say it
_EXPRESSIONS = (
    ast.Name, ast.Attribute, ast.Call, ast.keyword, ast.List, ast.Tuple, ast.Dict, ast.Subscript, ast.Slice, ast.UnaryOp,
    ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context,
)  # fmt: skip
_CONSTANTS = (str, int, float, complex, bool, type(None))
Place = Callable[[ast.AST], Span]


def checked(function: ast.FunctionDef, place: Place) -> ast.FunctionDef:
    """The function with annotated assignments as calls of a form.  Raises CompileError."""
    return _Checker(function, place).function(function)


class _Checker:
    def __init__(self, function: ast.FunctionDef, place: Place) -> None:
        self._place = place
        self._types = {
            node.target.id: node.annotation for node in ast.walk(function)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }  # fmt: skip

    def function(self, node: ast.FunctionDef) -> ast.FunctionDef:
        made = ast.FunctionDef(node.name, node.args, self._block(node.body), [], None)
        return ast.copy_location(made, node)

    def _block(self, statements: Iterable[ast.stmt]) -> list[ast.stmt]:
        return [self._statement(statement) for statement in statements]

    def _statement(self, node: ast.stmt) -> ast.stmt:
        match node:
            case ast.Pass():
                return node
            case ast.Expr(value=value) | ast.Return(value=value):
                self._expressions([] if value is None else [value])
                return node
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                self._expressions([target, value])
                return ast.copy_location(ast.Assign([target], self._value(target, value)), node)
            case ast.FunctionDef(args=arguments, decorator_list=[], returns=None) if not any(ast.iter_child_nodes(arguments)):
                return self.function(node)
        return self._compound(node)

    def _compound(self, node: ast.stmt) -> ast.stmt:
        made: ast.stmt
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                self._expressions([test])
                made = ast.If(test, self._block(body), self._block(orelse))
            case ast.While(test=test, body=body, orelse=[]):
                self._expressions([test])
                made = ast.While(test, self._block(body), [])
            case ast.For(target=target, iter=iterated, body=body, orelse=[]):
                self._expressions([target, iterated])
                made = ast.For(target, iterated, self._block(body), [])
            case ast.With(items=items, body=body):
                self._expressions(part for i in items for part in (i.context_expr, i.optional_vars) if part is not None)
                made = ast.With(items, self._block(body))
            case _:
                raise self._unknown(node)
        return ast.copy_location(made, node)

    def _value(self, target: ast.expr, value: ast.expr) -> ast.expr:
        match target, value:
            case ast.Name(id=name), _ if name in self._types:
                form = ast.Name(DECLARED, ast.Load())
                made = ast.Call(ast.copy_location(form, value), [self._types[name], value], [])
                return ast.copy_location(made, value)
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                return ast.copy_location(ast.Tuple(list(map(self._value, targets, values)), ast.Load()), value)
        return value

    def _expressions(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            wrong = next(_wrong(node), None)
            if wrong is not None:
                raise self._unknown(wrong if hasattr(wrong, "lineno") else node)

    def _unknown(self, node: Any) -> CompileError:
        return CompileError(f"a program of TorchScript has no such syntax: {type(node).__name__}", self._place(node))


def _wrong(node: ast.expr) -> Iterator[ast.AST]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant):
            if type(inner.value) not in _CONSTANTS:
                yield inner
        elif not isinstance(inner, _EXPRESSIONS):
            yield inner
