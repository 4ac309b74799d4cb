"""PyTorch's own list of operators, written as source, compiled, and compared with eager: values, gradients, dtypes, strides.

Each sample becomes a small function (the call as a function, as a method, in place), as PyTorch's own tests of its
compiler write them.  Counts, not pass or fail: a floor, and what fails is printed.  On the same programs torch.jit.script
manages 3,322 of 3,687 (570 of 657 operators wholly).
"""

from __future__ import annotations

import collections
import itertools
import linecache
import math
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch.utils import _pytree as pytree

import anabranch as ab
from anabranch.base.config import settings
from test_trace_op_db import UNDETERMINED, copied, seeded, tensors

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.compiles_only, pytest.mark.timeout(1800)]

SAMPLES, PER_VARIANT = 40, 4  # how many samples are looked at; how many that differ in more than numbers are taken
FLOOR = 3450
_numbers = itertools.count()


class CannotSay(Exception):
    """The sample cannot be written as source."""


def literal(x: Any, given: list[tuple[str, Any]]) -> str:
    """``x`` in source; tensors and lists of tensors become parameters."""
    listed = isinstance(x, list | tuple)
    if isinstance(x, torch.Tensor) or (listed and x and all(isinstance(i, torch.Tensor) for i in x)):
        given.append((f"x{len(given)}" + (": List[torch.Tensor]" if listed else ""), list(x) if listed else x))
        return given[-1][0].split(":")[0]
    if isinstance(x, float) and not math.isfinite(x):
        return f"float('{x}')"
    if x is None or type(x) in (int, bool, str, float, complex):
        return repr(x)
    if listed:
        items = ", ".join(literal(i, given) for i in x)
        return f"({items}{',' * (len(x) == 1)})" if type(x) is tuple else f"[{items}]"
    if isinstance(x, torch.dtype | torch.layout | torch.memory_format):
        return str(x)
    if isinstance(x, torch.device):
        return f"torch.device('{x}')"
    raise CannotSay


def named(function: Any) -> str:
    name = getattr(function, "__name__", "<lambda>")
    return "" if name == "<lambda>" or isinstance(function, torch._ops.OpOverload) else name


def calls(info: Any, sample: Any) -> Iterator[tuple[str, str, list[Any]]]:
    """Variant, source and arguments."""
    given: list[tuple[str, Any]] = []
    try:
        args = [literal(x, given) for x in (sample.input, *sample.args)]
        kwargs = [f"{k}={literal(x, given)}" for k, x in sample.kwargs.items()]
    except CannotSay:
        return
    head = f"def call({', '.join(name for name, _ in given)}):\n    return "
    rest, values = ", ".join(args[1:] + kwargs), [value for _, value in given]
    if named(info.op):
        yield "function", f"{head}torch.{info.name}({', '.join(args + kwargs)})\n", values
    if isinstance(sample.input, torch.Tensor):
        if method := named(info.method_variant):
            yield "method", f"{head}{args[0]}.{method}({rest})\n", values
        if method := named(info.inplace_variant):
            yield "in place", f"{head}{args[0]}.clone().{method}({rest})\n", values


def programs() -> Iterator[tuple[Any, str, list[Any]]]:
    from torch.testing._internal.common_methods_invocations import op_db

    for info in op_db:
        dtypes = [d for d in (torch.float32, torch.complex64) if d in info.dtypes] or sorted(info.dtypes, key=str)[:1]
        for dtype in dtypes:
            seen: collections.Counter[str] = collections.Counter()
            known: set[str] = set()
            torch.manual_seed(0)
            grad = dtype in info.supported_backward_dtypes("cpu")
            for sample in itertools.islice(info.sample_inputs("cpu", dtype, requires_grad=grad), SAMPLES):
                for variant, source, values in calls(info, sample):
                    shape = variant + re.sub(r"\d+", "0", source)
                    if shape not in known and seen[variant] < PER_VARIANT:
                        known.add(shape)
                        seen[variant] += 1
                        yield info, source, values


def defined(source: str) -> Callable[..., Any]:
    text = f"import torch\nfrom typing import List\n\n{source}"
    file = f"<op_db {next(_numbers)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    scope: dict[str, Any] = {}
    exec(compile(text, file, "exec"), scope)
    return scope["call"]


def gradients(result: Any, inputs: Any) -> list[torch.Tensor | None]:
    outputs = [x for x in tensors(result) if x.requires_grad and x.layout == torch.strided]
    leaves = [x for x in tensors(inputs) if x.requires_grad]
    if not outputs or not leaves:
        return []
    total = sum((x.abs() if x.is_complex() else x).sum() for x in outputs)
    return list(torch.autograd.grad(total, leaves, allow_unused=True))


def agree(compiled: Callable[..., Any], function: Callable[..., Any], inputs: list[Any], values_count: bool) -> None:
    mine, theirs = copied(inputs), copied(inputs)
    got, want = seeded(compiled, mine), seeded(function, theirs)
    gots, wants = pytree.tree_leaves(got), pytree.tree_leaves(want)
    assert len(gots) == len(wants)
    for a, b in zip(gots, wants, strict=True):
        if not isinstance(b, torch.Tensor):
            assert a == b or a != a
            continue
        assert (a.dtype, a.shape, a.requires_grad) == (b.dtype, b.shape, b.requires_grad)
        if values_count:
            torch.testing.assert_close(a, b, equal_nan=True, check_stride=b.layout == torch.strided)
    if values_count:
        try:
            expected = gradients(want, theirs)
        except RuntimeError:
            return  # eager has none
        torch.testing.assert_close(gradients(got, mine), expected, equal_nan=True)


def callable_here(function: Callable[..., Any], inputs: list[Any]) -> bool:
    try:
        seeded(function, copied(inputs))
        return True
    except Exception:
        return False


def test_operators_as_source() -> None:
    passed, wrong, refused = 0, [], collections.Counter[str]()
    with settings.override(backend="native"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for info, source, inputs in programs():
            function = defined(source)
            if not callable_here(function, inputs):
                continue
            try:
                compiled = ab.script(function)
            except ab.CompileError as error:
                refused[f"{info.name}: {error.message}"] += 1
                continue
            try:
                agree(compiled, function, inputs, info.name not in UNDETERMINED)
                passed += 1
            except Exception as error:
                wrong.append(f"{source}{type(error).__name__}: {error}")
    print(f"{passed} programs; refused:", *refused.items(), "wrong:", *wrong, sep="\n")
    assert not wrong, wrong[:5]
    assert passed >= FLOOR, refused
