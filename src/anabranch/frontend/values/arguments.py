"""The arguments of builtins: what each takes is declared once, as Python writes it, and its calls are bound by that."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping, Sequence

from ...base import wording
from .emitter import Emitter
from .named_values import Handler
from .sugared import Sugared

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


@functools.cache
def _parameters(signature: str) -> ast.arguments:
    made = ast.parse(f"def {signature}: pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    return made.args


def name_in(signature: str) -> str:
    """``pow`` in ``pow(base, exp, mod=None)``, and in ``pow``."""
    return signature.partition("(")[0]


def bind(e: Emitter, signature: str, args: Args, kwargs: Kwargs) -> tuple[list[Sugared], dict[str, Sugared]]:
    """The arguments of a call by place, as far as they are given, and those that go by keyword only.

    ``signature`` is ``pow(base, exp, mod=None)``; one without brackets takes anything.  An argument that is left out before
    one that is given is its default.  Raises CompileError for too many, too few and unknown ones.
    """
    if "(" not in signature:
        return list(args), dict(kwargs)
    name, p = name_in(signature), _parameters(signature)
    named, only = dict(kwargs), {a.arg for a in p.kwonlyargs}
    _check_count(e, name, p, args, named)
    placed = [*args[: _most(p)], *_by_keyword(e, name, p, args, named)]
    for key in named:
        if key not in only and p.kwarg is None:
            raise e.error(f"{name}() got an unexpected keyword argument '{key}'", remedy=f"write {signature}")
    return [*placed, *args[_most(p) :]], named


def declared(signature: str, handler: Handler) -> Handler:
    """The handler, which gets its arguments as ``bind`` orders them."""
    return lambda e, args, kwargs: handler(e, *bind(e, signature, args, kwargs))


def _most(p: ast.arguments) -> int:
    return len(p.posonlyargs) + len(p.args)


def _check_count(e: Emitter, name: str, p: ast.arguments, args: Args, named: Kwargs) -> None:
    given = len(args) + sum(a.arg in named for a in p.args)
    low, high = _most(p) - len(p.defaults), _most(p)
    if given < low or (given > high and p.vararg is None):
        bound = f"at least {low}" if given < low else f"at most {high}"
        wanted = f"exactly {low}" if low == high and p.vararg is None else bound
        raise e.error(wording.few_for_builtin(name, wanted, given))


def _by_keyword(e: Emitter, name: str, p: ast.arguments, args: Args, named: dict[str, Sugared]) -> Iterator[Sugared]:
    """What follows the arguments by place, up to the last parameter that is named; takes it out of ``named``."""
    rest = [*p.posonlyargs, *p.args][len(args) :]
    for a in p.args:
        if a.arg in named and a not in rest:
            raise e.error(f"{name}() got several values for argument '{a.arg}'")
    defaults = dict(zip([a.arg for a in (*p.posonlyargs, *p.args)][::-1], p.defaults[::-1], strict=False))
    while any(a.arg in named for a in rest if a in p.args):
        a = rest.pop(0)
        by_name = a in p.args and a.arg in named
        if not by_name and a.arg not in defaults:
            raise e.error(f"{name}(): {wording.missing_argument(a.arg)}")
        yield named.pop(a.arg) if by_name else e.constant(ast.literal_eval(defaults[a.arg]))
