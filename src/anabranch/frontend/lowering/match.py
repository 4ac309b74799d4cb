"""``match``: a chain of ``if``s over its subject.  Patterns that look into a value are not there."""

from __future__ import annotations

import ast

from ..values.emitter import Emitter
from ..values.syntax import Rest, Written, statement_of
from . import control_flow

_REMEDY = "values, None, True, False, alternatives with |, classes without arguments, names and _ can be matched"


@statement_of(ast.Match)
def _match(e: Emitter, node: ast.Match, rest: Rest) -> Written:
    """The subject is read once, into a name; one that is a name stays it, so that tests narrow its type."""
    subject = node.subject.id if isinstance(node.subject, ast.Name) else f"subject_{node.lineno}_{node.col_offset}"
    first = [] if isinstance(node.subject, ast.Name) else [ast.Assign([ast.Name(subject, ast.Store())], node.subject)]
    chain: list[ast.stmt] = []
    for case in reversed(node.cases):
        chain = [ast.copy_location(_case(e, case, subject, chain), case.pattern)]
    steps = [*(ast.copy_location(s, node.subject) for s in first), *chain]
    return Written(control_flow.block(e, [*map(ast.fix_missing_locations, steps), *rest]))


def _case(e: Emitter, case: ast.match_case, subject: str, others: list[ast.stmt]) -> ast.stmt:
    pattern = case.pattern
    name = pattern.name if isinstance(pattern, ast.MatchAs) else None
    bind: list[ast.stmt] = [_assignment(name, subject)] if name is not None else []
    test = _test(e, pattern, subject)
    if case.guard is None:
        return ast.If(test, [*bind, *case.body], others)
    if not bind:
        return ast.If(ast.BoolOp(ast.And(), [test, case.guard]), case.body, others)
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:  # the name is bound even if the guard fails
        return ast.If(test, [*bind, ast.If(case.guard, case.body, others)], [])
    raise e.error("a guard behind 'as' cannot be compiled", remedy="test it in the case's body", node=case.guard)


def _assignment(name: str, subject: str) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], ast.Name(subject, ast.Load()))


def _test(e: Emitter, pattern: ast.pattern, subject: str) -> ast.expr:
    value = ast.Name(subject, ast.Load())
    if isinstance(pattern, ast.MatchValue):
        return ast.Compare(value, [ast.Eq()], [pattern.value])
    if isinstance(pattern, ast.MatchSingleton):
        return ast.Compare(value, [ast.Is()], [ast.Constant(pattern.value)])
    if isinstance(pattern, ast.MatchAs):
        return ast.Constant(True) if pattern.pattern is None else _test(e, pattern.pattern, subject)
    if isinstance(pattern, ast.MatchOr) and not any(isinstance(p, ast.MatchAs) and p.name for p in pattern.patterns):
        return ast.BoolOp(ast.Or(), [_test(e, p, subject) for p in pattern.patterns])
    if isinstance(pattern, ast.MatchClass) and not pattern.patterns and not pattern.kwd_patterns:
        return ast.Call(ast.Name("isinstance", ast.Load()), [value, pattern.cls], [])
    raise e.error(f"the pattern '{ast.unparse(pattern)}' cannot be compiled", remedy=_REMEDY, node=pattern)
