"""Statements, one function per kind of syntax.  Each says how control leaves it (``control_flow.Status``)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..ir.subtyping import unify
from ..ir.types import NONE, Type
from . import assignment, augmented, conditions, contexts, control_flow, conversions, expressions, loops
from .annotations import type_of_expression
from .control_flow import Status, Step, Written
from .environment import GO_ON, RETURN_VALUE, RETURNED
from .needs_return_type import NeedsReturnType
from .sugared import SimpleValue, Sugared

if TYPE_CHECKING:
    from ..ir.graph import Value
    from .emitter import Emitter


def statement(e: Emitter, node: ast.stmt, rest: Sequence[Step]) -> Status | Written:
    """Write one statement; an ``if`` may write what follows it, too."""
    with e.at(node):
        try:
            if isinstance(node, ast.If):
                return _if(e, node, rest)
            if isinstance(node, ast.With):
                return Written(control_flow.block(e, [*contexts.steps(node), *rest]))
            writer = _WRITERS.get(type(node))
            if writer is None:
                raise e.error(f"{_names(node)} cannot be compiled", remedy=_remedy(node))
            return writer(e, node) or Status.FALLS
        except NeedsReturnType as needed:
            if not e.compilation.is_probing(needed.key):
                raise
            return Status.RAISES  # this path recurses: the others say what the function returns


def _names(node: ast.stmt) -> str:
    words = {ast.Try: "try", ast.ClassDef: "a class inside a function", ast.AsyncFor: "async for", ast.Match: "match"}
    return words.get(type(node), f"the statement '{ast.unparse(node).splitlines()[0][:60]}'")


def _remedy(node: ast.stmt) -> str:
    if isinstance(node, ast.Try):
        return "errors leave compiled code: test before, or move the part to a function marked @ignore"
    if isinstance(node, ast.ClassDef):
        return "define the class at module level"
    if isinstance(node, ast.Global | ast.Nonlocal):
        return "pass values as arguments and return them; compiled code does not rebind outer names"
    return "write it in the language's terms, or move it to a function marked @ignore"


def _if(e: Emitter, node: ast.If, rest: Sequence[Step]) -> Status | Written:
    c = conditions.condition(e, node.test)
    if c.static is not None:
        conditions.refine(e, c.true if c.static else c.false)
        return Written(control_flow.block(e, [*(node.body if c.static else node.orelse), *rest]))
    return control_flow.branches(e, c.as_value(e), (node.body, c.true), (node.orelse, c.false), rest)


def _expression(e: Emitter, node: ast.Expr) -> None:
    if isinstance(node.value, ast.Constant):
        return  # a docstring, or an ellipsis
    expressions.expression(e, node.value)


def _assign(e: Emitter, node: ast.Assign) -> None:
    if node.type_comment and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        declared = _comment_type(e, node.type_comment)
        if declared is not None:
            item = expressions.expression(e, node.value, declared)
            assignment.assign_name(e, node.targets[0].id, item, declared)
            return
    item = expressions.expression(e, node.value, _hint(e, node.targets[0]))
    if len(node.targets) > 1 and item.type() is not None:
        item = SimpleValue(item.as_value(e))
    for target in node.targets:
        assignment.assign(e, target, item)


def _comment_type(e: Emitter, comment: str) -> Type | None:
    if comment.split("[")[0].strip() == "ignore":
        return None
    try:
        expression = ast.parse(comment, mode="eval").body
    except SyntaxError:
        return None
    return type_of_expression(expression, e.frame.source.scope, e.span)


def _hint(e: Emitter, target: ast.expr) -> Type | None:
    if isinstance(target, ast.Name):
        if any(target.id in loop.open for loop in e.frame.loops):
            return None
        return e.env.declared.get(target.id) or e.env.outer.get(target.id)
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        owner = e.env.get(target.value.id)
        t = owner.type() if owner is not None else None
        found = getattr(t, "find_attribute", lambda _: None)(target.attr)
        return found if isinstance(found, Type) else None
    return None


def _return(e: Emitter, node: ast.Return) -> Status:
    declared = e.frame.declared
    item = expressions.expression(e, node.value, declared) if node.value is not None else e.none()
    with e.at(node.value or node):
        return_(e, item)
    return Status.EXITS


def return_(e: Emitter, item: Sugared) -> None:
    """Leave the function with a value."""
    frame = e.frame
    value = _returned_value(e, item)
    frame.returned.append(value)
    conversions.agree(frame.returned)
    joined = frame.declared or _unified([v.type() for v in frame.returned])
    if joined is None:
        raise e.error(
            f"a return before gives a value of type {frame.merged}, this one a {value.type()}",
            remedy="annotate what the function returns, e.g. -> Union[...]",
        )
    frame.merged = joined
    contexts.leave(e, 0)
    e.env.set(RETURN_VALUE, SimpleValue(value))
    if frame.loops:
        e.env.set(RETURNED, e.constant(True))
        e.env.set(GO_ON, e.constant(False))


def _unified(types: Sequence[Type]) -> Type | None:
    found: Type | None = types[0]
    for t in types[1:]:
        found = unify(found, t) if found is not None else None
    return found


def _returned_value(e: Emitter, item: Sugared) -> Value:
    declared = e.frame.declared
    as_type = getattr(item, "as_type", None)
    if declared is None:
        return item.as_value(e)
    if as_type is not None:
        item = as_type(e, declared)
    value = e.try_convert(item.as_value(e), declared)
    if value is None:
        got = item.as_value(e).type()
        from .emitter import conversion_remedy

        raise e.error(
            f"the result of {e.frame.source.name} was annotated as having type {declared} but is actually of type {got}",
            expected=str(declared),
            got=str(got),
            remedy=conversion_remedy(got, declared) if got != NONE else "annotate it as Optional[...]",
        )
    return value


def implicit_return(e: Emitter) -> Status:
    """The end of the function."""
    declared = e.frame.declared
    if declared is not None and not NONE.isSubtypeOf(declared):
        raise e.error(
            f"{e.frame.source.name} is annotated to return {declared} but does not return a value on all paths",
            remedy="end every path with return or raise",
            node=e.frame.source.tree,
        )
    return_(e, e.none())
    return Status.EXITS


def _assert(e: Emitter, node: ast.Assert) -> Status | Written:
    c = conditions.condition(e, node.test)
    if c.static:
        conditions.refine(e, c.true)
        return Status.FALLS

    def fail(e: Emitter) -> Status:
        from . import exceptions

        exceptions.raise_assertion(e, node.msg)
        return Status.RAISES

    if c.static is False:
        return fail(e)
    return control_flow.branches(e, c.as_value(e), ([], c.true), ([fail], c.false), [])


def _raise(e: Emitter, node: ast.Raise) -> Status:
    from . import exceptions

    exceptions.raise_(e, node)
    return Status.RAISES


def _delete(e: Emitter, node: ast.Delete) -> None:
    from . import subscripts

    for target in node.targets:
        if isinstance(target, ast.Name):
            if target.id not in e.env.vars:
                raise e.error(f"undefined value {target.id}")
            e.env.drop(target.id)
        elif isinstance(target, ast.Subscript):
            subscripts.delete(e, target)
        else:
            raise e.error(f"cannot delete {ast.unparse(target)}")


def _import(e: Emitter, node: ast.Import | ast.ImportFrom) -> None:
    """An import inside a function binds what it would bind; the module must be there when compiling."""
    from . import imports

    imports.bind(e, node)


def _definition(e: Emitter, node: ast.FunctionDef) -> None:
    from . import local_functions

    if node.decorator_list:
        raise e.error("a function inside a compiled function cannot have decorators", remedy="define it outside")
    e.env.set(node.name, local_functions.local_function(e, node, node.name))


_WRITERS: dict[type[ast.stmt], Callable[..., Status | Written | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: assignment.annotated,
    ast.AugAssign: augmented.assign,
    ast.Return: _return,
    ast.For: loops.for_,
    ast.While: loops.while_,
    ast.Break: lambda e, node: loops.break_(e, False),
    ast.Continue: lambda e, node: loops.break_(e, True),
    ast.Pass: lambda e, node: Status.FALLS,
    ast.Assert: _assert,
    ast.Raise: _raise,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.FunctionDef: _definition,
}
