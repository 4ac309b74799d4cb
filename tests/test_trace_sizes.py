"""A size while tracing does all that Python's number does: same values and types as in plain Python, on the example and, where
no TracerWarning says that a number was baked in, on inputs of other sizes.
"""

from __future__ import annotations

import copy
import functools
import gc
import itertools
import math
import numbers
import operator
import pickle
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from anabranch import TracerWarning
from anabranch.api.trace import trace

Expression = Callable[[Any], Any]
EXAMPLE, OTHER = 6, 9  # sizes; both larger than all constants below

BINARY = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and_", "or_", "xor",
    "eq", "ne", "lt", "le", "gt", "ge",
)  # fmt: skip
UNARY = ("neg", "pos", "abs", "invert", "index", "truth", "not_")
KINDS: dict[str, Expression] = {"n": lambda n: n, "n / 4": lambda n: n / 4, "n > 3": lambda n: n > 3}
OPERANDS: dict[str, Any] = {
    "3": 3, "-2": -2, "2.5": 2.5, "True": True, "2j": 2j, "'ab'": "ab", "[1]": [1], "None": None, "int64": np.int64(3),
    "float32": np.float32(0.5),
}  # fmt: skip


def binary() -> Iterator[tuple[str, Expression]]:
    for name, (kind, of), (text, operand) in itertools.product(BINARY, KINDS.items(), OPERANDS.items()):
        run = getattr(operator, name)
        yield f"{name}({kind}, {text})", lambda n, run=run, of=of, operand=operand: run(of(n), operand)
        yield f"{name}({text}, {kind})", lambda n, run=run, of=of, operand=operand: run(operand, of(n))
    for name, (a, first), (b, second) in itertools.product(BINARY, KINDS.items(), KINDS.items()):
        run = getattr(operator, name)
        yield f"{name}({a}, {b})", lambda n, run=run, first=first, second=second: run(first(n), second(n))


def unary() -> Iterator[tuple[str, Expression]]:
    calls: dict[str, Callable[[Any], Any]] = {
        **{name: getattr(operator, name) for name in UNARY},
        **{f.__name__: f for f in (int, float, complex, bool, str, repr, hash, round, bin, hex, oct, chr, type, copy.copy)},
        **{f"math.{name}": getattr(math, name) for name in dir(math) if not name.startswith("_")},
        "copy.deepcopy": copy.deepcopy,
        "pickle": lambda x: pickle.loads(pickle.dumps(x)),
        "format": lambda x: f"{x:>7}|{x}|{x!r}",
        "%": lambda x: "%d %s" % (x, x),  # noqa: UP031
        "key": lambda x: {x: 1}[x],
        "key 2": lambda x: {6: 1, 9: 2, 1.5: 3, True: 4}.get(x),
        "set": lambda x: len({x, x + 0, 6}),
        "in": lambda x: x in [1, 6, 9],
        "divmod": lambda x: divmod(x, 4),
        "rdivmod": lambda x: divmod(40, x),
        "round 1": lambda x: round(x, 1),
        "pow mod": lambda x: pow(x, 2, 5),
        "isinstance": lambda x: [isinstance(x, t) for t in (int, float, bool, str, numbers.Number, numbers.Integral)],
        "sum": lambda x: sum([x, 1, x]),
        "max": lambda x: max(x, 3),
        "min": lambda x: min([x, 3]),
        "sorted": lambda x: sorted([x * 9, x + 0]),
        "range": lambda x: list(range(x)),
        "list *": lambda x: [0] * x + x * [1],
        "str *": lambda x: "ab" * x,
        "list []": lambda x: list(range(20))[x],
        "slice": lambda x: (list(range(20))[:x], "abcdefghijkl"[x:], tuple(range(9))[::x]),
        "zip": lambda x: list(zip(range(x), "abc")),
        "enumerate": lambda x: list(enumerate("abc", x)),
        "if": lambda x: 1 if x else 2,
        "match": _match,
        "ite": lambda x: torch.sym_ite(x > 4, 1, 2),
        "any": lambda x: any([x > 4, False]),
        "sym_max": lambda x: torch.sym_max(x, 4),
        "sym_min": lambda x: torch.sym_min(4, x),
        "sym_float": torch.sym_float,
        "sym_int": torch.sym_int,
        "sym_not": lambda x: torch.sym_not(x > 4),
        "sym_sum": lambda x: torch.sym_sum([x, 1, x]),
        "sym_sqrt": torch._sym_sqrt,
        "math.prod": lambda x: math.prod([x, 2, x]),
        "math.fsum": lambda x: math.fsum([x, 2]),
        "gcd": lambda x: math.gcd(x, 4),
        "math.pow": lambda x: math.pow(x, 2),
        "np.sqrt": np.sqrt,
        "np.prod": lambda x: int(np.prod((x, 2))),
        "np.arange": lambda x: np.arange(x).tolist(),
        "np.ceil": lambda x: int(np.ceil(x / 4)),
        "np.zeros": lambda x: np.zeros((x, 2)).shape,
        "np.array": lambda x: np.array([x, 1]).tolist(),
        "torch.Size": lambda x: torch.Size([x, 2]) + (x,),
        "Size.numel": lambda x: torch.Size([x, 2]).numel(),
        "broadcast_shapes": lambda x: torch.broadcast_shapes((x, 1), (x, 3)),
        "_check": lambda x: torch._check(x > 4),
        "shape ==": lambda x: torch.Size([x, 2]) == (6, 2),
        "setdefault": lambda x: {}.setdefault((x, "a"), 3),
        "bytes": lambda x: bytes(x),
    }
    for (kind, of), (name, run) in itertools.product(KINDS.items(), calls.items()):
        if callable(run):
            yield f"{name}({kind})", lambda n, run=run, of=of: run(of(n))


def _match(x: Any) -> int:
    match x:
        case 6 | 1.5:
            return 1
        case int() | float():
            return 2
        case _:
            return 3


def members() -> Iterator[tuple[str, Expression]]:
    """Whatever Python's int, float and bool have, called without arguments or with one."""
    for kind, of in KINDS.items():
        for name in sorted(set(dir(of(EXAMPLE))) - SKIPPED):
            yield f"({kind}).{name}", lambda n, of=of, name=name: _called(getattr(of(n), name))


SKIPPED = set(dir(object)) - {"__hash__", "__repr__", "__str__"} | {"__getnewargs__", "from_bytes", "fromhex", "__getformat__"}


def _called(member: Any) -> Any:
    if not callable(member):
        return member
    try:
        return member()
    except TypeError:
        return member(2)


DIFFERENT = {
    "type(n)": "a class of ours", "type(n / 4)": "", "type(n > 3)": "",
    "np.zeros(n > 3)": "NumPy refuses a bool as a size by its class",
    "repr(n)": "for who looks at a trace: no warning", "repr(n / 4)": "", "(n).__repr__": "", "(n / 4).__repr__": "",
    "(n).__getattribute__": "",
}  # fmt: skip
EXPRESSIONS = [(text, expression) for text, expression in (*binary(), *unary(), *members()) if text not in DIFFERENT]


def outcome(expression: Expression, n: Any) -> Any:
    try:
        return expression(n)
    except Exception as error:
        return type(error)


def is_traced(thing: Any) -> bool:
    if isinstance(thing, tuple | list):
        return any(map(is_traced, thing))
    return isinstance(thing, torch.SymInt | torch.SymFloat | torch.SymBool)


def same(got: Any, want: Any) -> bool:
    if isinstance(want, float) and math.isnan(want):
        return isinstance(got, float) and math.isnan(got)
    number = isinstance(want, int | float) and not isinstance(want, np.generic)
    return got == want and (not number or isinstance(got, type(want)) and isinstance(got, bool) is isinstance(want, bool))


def differences(expressions: list[tuple[str, Expression]]) -> Iterator[str]:
    """How traced sizes are unlike the ints that they are, in one trace of all expressions."""
    followed: dict[str, Expression] = {}

    def main(x: Tensor) -> Any:
        results = [x.shape[0]]
        for text, expression in expressions:
            found, baked = watched(expression, x.shape[0])
            wanted.extend(wrong(text, found, outcome(expression, EXAMPLE)))
            if is_traced(found) and not baked:
                followed[text] = expression
                results.append(found)
            elif not baked:
                wanted.extend(wrong(f"{text}, baked in without a warning", found, outcome(expression, OTHER)))
        return tuple(results)

    wanted: list[str] = []
    traced = trace(main, (torch.zeros(EXAMPLE),), check_trace=False, strict=False)
    yield from wanted
    for n in (EXAMPLE, OTHER):
        for (text, expression), got in zip(followed.items(), traced(torch.zeros(n))[1:], strict=True):
            yield from wrong(f"{text} of {n}", got, outcome(expression, n))


def watched(expression: Expression, n: Any) -> tuple[Any, bool]:
    """What it gives, and whether a warning said that a number was baked in."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = outcome(expression, n)
    return found, any(issubclass(w.category, TracerWarning) for w in caught)


def wrong(text: str, got: Any, want: Any) -> Iterator[str]:
    if not same(got, want):
        yield f"{text}: {got!r} in place of {want!r}"


@pytest.mark.slow
@pytest.mark.compiles_only
@pytest.mark.filterwarnings("ignore")  # of comparing
@pytest.mark.parametrize("part", range(8))
def test_a_size_does_what_an_int_does(part: int) -> None:
    found = list(differences(EXPRESSIONS[part::8]))
    assert not found, "\n".join(found)


@pytest.mark.compiles_only
def test_a_size_outlives_its_trace_as_a_plain_number() -> None:
    kept: list[Any] = []

    def main(x: Tensor) -> Tensor:
        kept.extend((x.shape[0], x.shape[0] / 2, x.shape[0] > 2))
        return x

    trace(main, (torch.zeros(EXAMPLE),))
    size, half, larger = kept[:3]
    with warnings.catch_warnings():
        warnings.simplefilter("error", TracerWarning)
        assert [type(x) for x in (size + 1, half * 2, larger & True)] == [int, float, bool]
        assert {size: 1}[EXAMPLE] == 1 and torch.zeros(9)[:size].unfold(0, size, 1).shape == (1, EXAMPLE)
        other = trace(lambda x: x * size, (torch.zeros(2),))
    assert other(torch.ones(2)).tolist() == [EXAMPLE, EXAMPLE]
    gc.collect()
    assert size.node._tracer() is None  # nothing of the trace is kept


@pytest.mark.compiles_only
@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.sum(axis=x.shape[0] - EXAMPLE),  # no name of the schema's
        lambda x: x * len(range(x.shape[0])),
        lambda x: x if x.shape[0] > 3 else -x,
        lambda x: torch.tensor([x.shape[0], x.sum()]),
    ],
)
def test_what_is_baked_in_is_warned_about_at_the_user_s_line(call: Expression) -> None:
    with pytest.warns(TracerWarning, match="is used as a Python") as caught:
        trace(call, (torch.zeros(EXAMPLE),), check_trace=False)
    assert {w.filename for w in caught} == {__file__}


@pytest.mark.compiles_only
def test_sizes_as_arguments_of_one_call_are_told_apart() -> None:
    """Equal numbers of which one is a size."""

    def main(x: Tensor) -> Any:
        n = x.shape[0] - 4
        return x.unfold(0, 2, n), x.unfold(0, n, 2), F.max_pool1d(x[None, None], n, 2), F.max_pool1d(x[None, None], 2, n)

    with warnings.catch_warnings():
        warnings.simplefilter("error", TracerWarning)
        traced = trace(main, (torch.arange(6.0),))
    for size in (6, 7, 9):
        x = torch.arange(float(size))
        assert [t.tolist() for t in traced(x)] == [t.tolist() for t in main(x)]


class Keeping(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.size, self.shape = 0, torch.Size([])

    def forward(self, x: Tensor) -> Tensor:
        self.size, self.shape = x.shape[0], x.shape
        return x * self.size


@pytest.mark.compiles_only
def test_sizes_that_a_module_keeps_are_numbers_after_the_trace() -> None:
    module = Keeping()
    traced = trace(module, (torch.ones(EXAMPLE),), check_trace=False)
    assert torch.equal(traced(torch.ones(OTHER)), torch.full((OTHER,), float(OTHER)))
    assert type(module.size) is int and torch.zeros(module.shape).shape == (EXAMPLE,)


@functools.lru_cache
def plan(n: int, m: int) -> tuple[int, int]:
    return n * m, n + m


def use_plan(x: Tensor) -> Tensor:
    flat, total = plan(*x.shape)
    return x.reshape(flat) * total


@pytest.mark.compiles_only
def test_a_cache_of_calls_neither_bakes_sizes_in_nor_keeps_them() -> None:
    """As einops has one."""
    example, other = torch.ones(2, 3), torch.ones(4, 5)
    use_plan(example)
    traced = trace(use_plan, (example,))
    assert torch.equal(traced(other), use_plan(other))
    plan.cache_clear()
    trace(use_plan, (example,), check_trace=False)
    assert [type(x) for x in plan(2, 3)] == [int, int]
