"""Function definitions of the files → functions whose graphs are written when they are first needed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from ...archive.python_names import restore_exceptions
from ...base.errors import CompileError
from ...base.record import replace
from ...base.source import Span
from ...base.syntax import parse
from ...base.transactions import current, run
from ...frontend.calls import body
from ...frontend.calls.compilation import Compilation, Entry, entered
from ...frontend.source.capture import Captured
from ...ir.function import DeferredFunction, Function
from ...ir.graph import Graph
from ...lang.nominal import ClassType
from ...lang.schema import NO_DEFAULT, Argument, Schema
from ...lang.types import NONE, Type
from . import bodies
from . import program as programs
from .program import Program
from .sources import SourceFile


class _Saved(Captured, frozen=True, dict=True):
    """A function of a file.  Its places are those in the source that it was compiled from."""

    places: Callable[[Any], Span] | None = None

    def span(self, node: ast.AST) -> Span:
        assert self.places is not None
        return self.places(node)


@programs.declare.is_given
def declare(program: Program, name: str, file: SourceFile, node: ast.FunctionDef) -> Function:
    """Raises CompileError for a signature that cannot be read."""
    return _declared(program, schema_of(program, name, file, node), file, node)


def declare_method(program: Program, t: ClassType, name: str, file: SourceFile, node: ast.FunctionDef) -> Function:
    return _declared(program, schema_of(program, name, file, node, t), file, node)


def schema_of(program: Program, name: str, file: SourceFile, node: ast.FunctionDef, owner: Type | None = None) -> Schema:
    """``owner`` is the type of the first argument, of a method."""
    given = node.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    plain = [NO_DEFAULT] * (len(given.posonlyargs) + len(given.args) - len(given.defaults))
    defaults = [*plain, *given.defaults, *(NO_DEFAULT if d is None else d for d in given.kw_defaults)]
    arguments = []
    for i, (argument, default) in enumerate(zip(named, defaults, strict=True)):
        t = owner if i == 0 and owner is not None else _argument_type(program, file, argument)
        value = NO_DEFAULT if default is NO_DEFAULT else program.constant(default, file)
        arguments.append(Argument(argument.arg, t, value, argument in given.kwonlyargs))
    returns = NONE if node.returns is None else program.type_of(node.returns, file)
    return Schema(name, "", tuple(arguments), (Argument("", returns),))


def _argument_type(program: Program, file: SourceFile, argument: ast.arg) -> Type:
    if argument.annotation is None:
        raise CompileError(f"argument '{argument.arg}' has no type", file.span(argument))
    return program.type_of(argument.annotation, file)


def _declared(program: Program, schema: Schema, file: SourceFile, node: ast.FunctionDef) -> Function:
    return DeferredFunction(schema.name, schema, lambda function: run(_written, program, function, file, node))


def _written(program: Program, function: Function, file: SourceFile, node: ast.FunctionDef) -> Graph:
    schema = function.schema
    source = _Saved(bodies.checked(node, file.span), file.name, schema.name.rpartition(".")[2], program.scope, places=file.span)
    parameters = [(argument.name, argument.type) for argument in schema.arguments]
    written = Function(schema.name, schema)
    try:
        body.write(current().own(Compilation), Entry(source, parameters, {}, written, schema.return_type, schema.return_type))
    except CompileError as error:
        error.span = error.span or file.span(node)
        error.because.append(entered(source))
        raise
    restore_exceptions(written.graph)
    return written.graph


# -- hooks


def entry_of(
    program: Program, t: ClassType, name: str, file: SourceFile, forward: ast.FunctionDef,
    pre_hooks: Sequence[str], hooks: Sequence[str],
) -> Function:  # fmt: skip
    """What a call of the module runs: ``forward`` between its hooks, as callers in the files write it."""
    own, *names = [argument.arg for argument in forward.args.args]
    returns = {m: t.methods[m].schema.return_type for m in (*pre_hooks, *hooks)}
    steps = [f"{own}__inputs = ({', '.join(names)},)" if names else f"{own}__inputs = ()"]
    steps += (_step(f"{own}__inputs", f"{own}.{hook}({own}__inputs)", returns[hook] == NONE) for hook in pre_hooks)
    items = ", ".join(f"{own}__inputs[{i}]" for i in range(len(names)))
    steps.append(f"{own}__result = {own}.forward({items})")
    called = f"({own}__inputs, {own}__result)"
    steps += (_step(f"{own}__result", f"{own}.{hook}{called}", returns[hook] == NONE) for hook in hooks)
    made = ast.FunctionDef("__call__", forward.args, [], [], None)
    made.body = parse("\n".join([*steps, f"return {own}__result"])).body
    ast.copy_location(made, forward)
    for statement in made.body:
        for inner in ast.walk(statement):
            ast.copy_location(inner, forward)
    schema = t.methods["forward"].schema
    return _declared(program, replace(schema, name=f"{t.name}.__call__"), file, made)


def _step(target: str, call: str, gives_nothing: bool) -> str:
    return call if gives_nothing else f"{target} = {call}"
