"""PyTorch's tables of modules and operators, saved by torch.jit: what we load of it gives what torch.jit.load's gives.

Whatever torch.jit.load can run must be the same here; what it cannot is left out.
"""

from __future__ import annotations

import io
import itertools
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.testing._internal.common_modules import module_db

import anabranch as ab
from anabranch.base.config import settings
from support.torchscript_files import saved
from test_modules_torch_nn import SAMPLES, SKIPPED, gradients, samples
from test_trace_op_db import copied, operator_calls, same, seeded

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.oracle, pytest.mark.timeout(1800)]


def outcome(compiled: Callable[[], Any], args: Any, kwargs: Any) -> str:
    """``same``, ``theirs`` where torch.jit fails, or what is not the same."""
    try:
        data = saved(compiled())
        theirs, (args1, kwargs1) = torch.jit.load(io.BytesIO(data)), copied((args, kwargs))
        expected = seeded(lambda: theirs(*args1, **kwargs1), ())
    except Exception:
        return "theirs"
    try:
        ours, (args2, kwargs2) = ab.load(io.BytesIO(data)), copied((args, kwargs))
        found = seeded(lambda: ours(*args2, **kwargs2), ())
        same(found, expected)
        same(gradients(found, ours), gradients(expected, theirs))
        same(dict(ours.state_dict()), dict(theirs.state_dict()))
    except Exception as error:
        return f"{type(error).__name__}: {str(error).strip().splitlines()[:2]}"
    return "same"


def report(what: str, counts: dict[str, Counter[str]]) -> None:
    total = sum(counts.values(), Counter[str]())
    print(f"\n{what}: {total['same']} the same, {total['theirs']} that torch.jit cannot")
    wrong = {name: {k: n for k, n in c.items() if k not in ("same", "theirs")} for name, c in counts.items()}
    wrong = {name: c for name, c in wrong.items() if c}
    assert not wrong, "\n".join(f"{name}: {c}" for name, c in wrong.items())


@pytest.mark.parametrize("traced", [False, True], ids=["scripted", "traced"])
@pytest.mark.parametrize("on", ["native", "interpreter"])
def test_modules(on: str, traced: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    with settings.override(backend=on), warnings.catch_warnings(action="ignore"):
        for info in module_db:
            if {info.formatted_name, info.name} & SKIPPED:
                continue
            counts[info.name] = Counter()
            for module, given in itertools.islice(samples(info), SAMPLES):
                args, kwargs = given.args, given.kwargs
                if traced and kwargs:
                    continue
                compiled = (
                    (lambda: torch.jit.trace(module, copied(args), check_trace=False)) if traced
                    else (lambda: torch.jit.script(module))
                )  # fmt: skip
                counts[info.name][outcome(compiled, args, kwargs)] += 1
    report(f"module_db, {on}", counts)


@pytest.mark.parametrize("on", ["native", "interpreter"])
def test_operators(on: str) -> None:
    counts: dict[str, Counter[str]] = {}
    with settings.override(backend=on), warnings.catch_warnings(action="ignore"):
        for name, function, example in operator_calls():
            compiled = lambda: torch.jit.trace(function, copied(example), check_trace=False)  # noqa: B023, E731
            counts.setdefault(name, Counter())[outcome(compiled, example, {})] += 1
    report(f"op_db, {on}", counts)
