"""op_db's calls, matched, written and interpreted, against eager PyTorch."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

pytest.importorskip("expecttest", reason="torch's op_db needs it")
from anabranch import interp
from anabranch.ir.builder import Builder
from anabranch.ir.function import Function
from anabranch.lang.schema import Schema
from anabranch.overloads.apply_match import apply_match
from anabranch.overloads.matching import MatchError, match
from support.op_samples import Call, calls

# Their results are chance or uninitialized memory.
UNCERTAIN = ("rand", "empty", "dropout", "bernoulli", "multinomial", "normal", "poisson", "new_", "rrelu", "cauchy",
             "exponential", "geometric", "uniform", "resize", "svd", "lowrank")  # fmt: skip
# Python functions that call the operator of their name on other arguments.
OTHERWISE = ("aten::stft", "aten::unique_consecutive")


def eager(call: Call):
    args = [a.clone() if isinstance(a, torch.Tensor) else a for a in call.args]
    return eval_source(call, args)


def eval_source(call: Call, args):
    if call.is_method:
        return getattr(args[0], call.operator.split("::")[1])(*args[1:], **call.kwargs)
    target = torch
    for part in call.python_name.split("."):
        target = getattr(target, part)
    return target(*args, **call.kwargs)


def interpreted(call: Call):
    b = Builder()
    args, kwargs, own = call.values(b)
    result = apply_match(b, match(call.operator, args, kwargs, self_value=own))
    b.graph.registerOutput(result)
    f = Function("f", Schema("f", "", (), ()), b.graph)
    return interp.run(f, [x.clone() for x in tensors_in((call.args, call.kwargs))])


def tensors_in(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, dict):
        return tensors_in(list(x.values()))
    return [t for item in x for t in tensors_in(item)] if isinstance(x, list | tuple) else []


def close(a, b) -> bool:
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and torch.allclose(dense(a), dense(b), equal_nan=True)
    return a == b or a != a


def dense(x):
    return (x.to_dense() if x.layout != torch.strided else x).to(torch.complex128)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("per_operator", "known"), [(1, 350), pytest.param(3, 1050, marks=pytest.mark.database)])
def test_interpreted_operators_give_what_eager_gives(per_operator: int, known: int):
    counts: Counter[str] = Counter()
    different = []
    for call in calls(per_operator=per_operator):
        if call.operator in OTHERWISE or any(word in call.operator for word in UNCERTAIN):
            continue
        try:
            expected = eager(call)
        except Exception:
            counts["fails eagerly"] += 1
            continue
        try:
            same = close(expected, interpreted(call))
        except MatchError:
            counts["a Python function of another signature"] += 1
            continue
        except Exception as error:
            same = False
            different.append((call.source(), repr(error)[:200]))
        counts["same" if same else "different"] += 1
        if not same and (not different or different[-1][0] != call.source()):
            different.append((call.source(), "values"))
    print(dict(counts))
    for line in different:
        print(line)
    assert counts["same"] > known
    assert not different
