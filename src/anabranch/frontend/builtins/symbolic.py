"""``torch.sym_float``, ``torch.sym_max`` and the like: of the plain numbers that a compiled program has."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any

import torch

from ...lang.types import FLOAT
from ..lowering import conditions, selection
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.named_values import Handler
from ..values.sugared import SimpleValue, Sugared


def _python(function: Callable[..., Any]) -> Handler:
    """As Python's own function."""
    return lambda e, args, kwargs: e.resolve(function).call(e, args, kwargs)


meaning_of(torch.sym_float, "sym_float(a)")(_python(float))
meaning_of(torch.sym_int, "sym_int(a)")(_python(int))
meaning_of(torch.sym_sqrt, "sym_sqrt(a)")(_python(math.sqrt))
meaning_of(torch.sym_sum, "sym_sum(args)")(_python(builtins.sum))


@meaning_of(torch.sym_not, "sym_not(a)")
def _not(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return SimpleValue(conditions.truth(e, args[0]).negated(e).as_value(e))


@meaning_of(torch.sym_ite, "sym_ite(b, t, f)")
def _if_then_else(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return selection.choose(e, conditions.truth(e, args[0]), lambda: args[1], lambda: args[2])


def _extreme(function: Callable[..., Any]) -> Handler:
    """``max`` or ``min``; a float where one of the two is."""

    def handler(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
        if any(a.type() == FLOAT for a in args):
            args = [e.resolve(float).call(e, [a], {}) for a in args]
        return e.resolve(function).call(e, args, kwargs)

    return handler


meaning_of(torch.sym_max, "sym_max(a, b)")(_extreme(builtins.max))
meaning_of(torch.sym_min, "sym_min(a, b)")(_extreme(builtins.min))
