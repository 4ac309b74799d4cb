"""Every entry of PyTorch's own table of modules: how many compile and agree with eager (results, gradients, buffers),
beside torch.jit's count."""

import copy
import itertools
import warnings
from collections import Counter

import pytest
import torch
from torch.testing._internal.common_modules import module_db
from torch.utils._pytree import tree_leaves

import anabranch as ab
from anabranch.base import config

# Their classes are no module of torch.nn that users script, or their inputs are drawn at random inside forward.
SKIPPED = {"nn.RReLU", "nn.Dropout", "nn.Dropout1d", "nn.Dropout2d", "nn.Dropout3d", "nn.AlphaDropout"}


SAMPLES = 12  # of each module: one of them has 857


def samples(info):
    for training in (True, False) if info.train_and_eval_differ else (True,):
        inputs = info.module_inputs_func(
            info, device="cpu", dtype=torch.float32, requires_grad=False, training=training
        )
        for sample in inputs:
            made = sample.constructor_input
            with torch.random.fork_rng():
                torch.manual_seed(0)
                module = info.module_cls(*made.args, **made.kwargs)
            module.train(training)
            yield module, sample.forward_input


def gradients(result, module) -> list[torch.Tensor | None]:
    outputs = [x for x in tree_leaves(result) if isinstance(x, torch.Tensor) and x.requires_grad]
    parameters = [p for p in module.parameters() if p.requires_grad]
    if not outputs or not parameters:
        return []
    return list(torch.autograd.grad(sum(x.sum() for x in outputs), parameters, allow_unused=True))


def outcome(compile_module, module, inputs) -> str:
    """``ok``, or where it failed and how."""
    eager, args, kwargs = copy.deepcopy(module), copy.deepcopy(inputs.args), copy.deepcopy(inputs.kwargs)
    torch.manual_seed(1)
    try:
        expected = eager(*inputs.args, **inputs.kwargs)
    except Exception:
        return "eager fails"
    try:
        compiled = compile_module(module)
    except Exception as error:
        return f"compile: {str(error).splitlines()[0][:150]}"
    torch.manual_seed(1)
    try:
        actual = compiled(*args, **kwargs)
        torch.testing.assert_close(actual, expected, equal_nan=True)
        torch.testing.assert_close(gradients(actual, compiled), gradients(expected, eager), equal_nan=True)
        torch.testing.assert_close(dict(compiled.state_dict()), dict(eager.state_dict()), equal_nan=True)
    except Exception as error:
        return f"run: {type(error).__name__} {str(error).splitlines()[0][:150]}"
    return "ok"


def tally(compile_module) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for info in module_db:
        if info.formatted_name in SKIPPED or info.name in SKIPPED:
            continue
        chosen = itertools.islice(samples(info), SAMPLES)
        counts[info.name] = Counter(outcome(compile_module, m, i) for m, i in chosen)
    return counts


def good(counts: dict[str, Counter[str]]) -> int:
    return sum(c["ok"] for c in counts.values())


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.timeout(1800)
@pytest.mark.oracle
def test_module_db_beside_torch_jit():
    warnings.simplefilter("ignore")
    with config.settings.override(backend="native"):
        ours = tally(ab.script)
    theirs = tally(torch.jit.script)
    total = sum(sum(c.values()) for c in ours.values())
    print(f"\nmodule_db: {good(ours)} of {total} samples agree with eager (torch.jit: {good(theirs)})")
    for name, counts in ours.items():
        bad = {k: n for k, n in counts.items() if k not in ("ok", "eager fails")}
        if bad:
            print(f"  {name}: {bad} (torch.jit: {dict(theirs[name])})")
    assert good(ours) >= good(theirs)
