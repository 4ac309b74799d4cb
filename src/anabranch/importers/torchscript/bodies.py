"""What the bodies of functions in the files may say; anything else that Python has is refused before it means something.

A variable whose type is annotated where it is first assigned has that type wherever it is: in both branches of an ``if``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ...base.errors import CompileError
from ...base.source import Span

DECLARED = "(declared)"  # the form that stands for ``name : T = value``; no program can say it
# What may stand in expressions, with what stands inside; operators are looked at by nobody, since any may stand there.
_EXPRESSIONS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Name: (), ast.Attribute: ("value",), ast.Call: ("func", "args", "keywords"), ast.keyword: ("value",),
    ast.List: ("elts",), ast.Tuple: ("elts",), ast.Dict: ("keys", "values"), ast.Subscript: ("value", "slice"),
    ast.Slice: ("lower", "upper", "step"), ast.UnaryOp: ("operand",), ast.BinOp: ("left", "right"),
    ast.BoolOp: ("values",), ast.Compare: ("left", "comparators"), ast.IfExp: ("test", "body", "orelse"),
}  # fmt: skip
_CONSTANTS = (str, int, float, complex, bool, type(None))
Place = Callable[[ast.AST], Span]


def checked(function: ast.FunctionDef, place: Place) -> ast.FunctionDef:
    """The function with annotated assignments as calls of a form.  Raises CompileError."""
    return _Checker(place).function(function)


class _Checker:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._types: dict[str, ast.expr] = {}

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
                if isinstance(node, ast.AnnAssign) and isinstance(target, ast.Name):
                    self._types[target.id] = node.annotation
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
                self._expressions([part for i in items for part in (i.context_expr, i.optional_vars) if part is not None])
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

    def _expressions(self, nodes: Sequence[ast.expr]) -> None:
        waiting: list[Any] = list(nodes)
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is ast.Constant:
                if type(node.value) not in _CONSTANTS:
                    raise self._unknown(node)
            elif (inside := _EXPRESSIONS.get(kind)) is not None:
                for name in inside:
                    part = getattr(node, name)
                    waiting += part if type(part) is list else [] if part is None else [part]
            else:
                raise self._unknown(node)

    def _unknown(self, node: Any) -> CompileError:
        place = self._place(node) if node is not None else None  # of ``**`` in a dict
        return CompileError(f"a program of TorchScript has no such syntax: {type(node).__name__}", place)
