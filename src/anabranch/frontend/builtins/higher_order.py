"""``torch.cond`` and ``torch.while_loop``: the ``if`` and the ``while`` that they stand for."""

from __future__ import annotations

import torch

from ..calls.functions import FunctionValue
from ..lowering import conditions, selection
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.sugared import Sugared, TupleValue


@meaning_of(torch.cond, "cond(pred, true_fn, false_fn, operands=())")
def _cond(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    pred, true_fn, false_fn = args[:3]
    operands = args[3].items(e) if len(args) == 4 else []
    test = conditions.truth(e, pred)
    return selection.choose(e, test, lambda: true_fn.call(e, operands, {}), lambda: false_fn.call(e, operands, {}))


@meaning_of(torch.while_loop, "while_loop(cond_fn, body_fn, carried_inputs)")
def _while_loop(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    carried = TupleValue(args[2].items(e))
    return FunctionValue(_loop, (args[0], args[1], carried)).call(e, [], {})


def _loop(condition, body, carried):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 (of any type)
    while condition(*carried):
        carried = body(*carried)
    return carried
