"""Calls of operators, made from torch's op_db, as scripted source and as values of our IR."""

from __future__ import annotations

import contextlib
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.jit._builtins import _find_builtin
from torch.testing._internal.common_methods_invocations import op_db

from anabranch.ir.builder import Builder
from anabranch.ir.graph import Value
from anabranch.lang.types import TENSOR, Type, optional


class CannotSay(Exception):
    """The sample cannot be written as source."""


@dataclass
class Call:
    """``operator`` is the qualified name; ``is_method`` says whether it is written ``args[0].name(…)``."""

    operator: str
    is_method: bool
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    python_name: str = ""

    def source(self) -> str:
        """A function with the tensors as parameters."""
        names: list[str] = []
        args = [literal(a, names) for a in self.args]
        kwargs = [f"{k}={literal(v, names)}" for k, v in self.kwargs.items()]
        name = self.operator.split("::")[1]
        if self.is_method:
            call = f"{args[0]}.{name}({', '.join(args[1:] + kwargs)})"
        else:
            call = f"torch.{self.python_name}({', '.join(args + kwargs)})"
        return f"def f({', '.join(names)}):\n    return {call}\n"

    def values(self, builder: Builder) -> tuple[list[Value], dict[str, Value], Value | None]:
        """Positional, keyword and self."""
        args = [value(builder, a) for a in self.args]
        kwargs = {k: value(builder, v) for k, v in self.kwargs.items()}
        return (args[1:], kwargs, args[0]) if self.is_method else (args, kwargs, None)

    def signature(self) -> str:
        """Equal for calls that differ in values only."""
        return re.sub(r"\d+", "0", self.source())


def literal(x: Any, names: list[str]) -> str:
    if isinstance(x, torch.Tensor):
        names.append(f"x{len(names)}")
        return names[-1]
    if x is None or type(x) in (int, bool, str):
        return repr(x)
    if type(x) is float and x == x and abs(x) != float("inf"):
        return repr(x)
    if isinstance(x, torch.Size):
        return literal(list(x), names)
    if isinstance(x, list | tuple) and x:
        items = ", ".join(literal(i, names) for i in x)
        return f"[{items}]" if isinstance(x, list) else f"({items},)"
    if isinstance(x, torch.dtype):
        return str(x)
    raise CannotSay(repr(x))


def value(builder: Builder, x: Any) -> Value:
    if isinstance(x, torch.Tensor):
        return builder.graph.addInput()
    if isinstance(x, torch.dtype):
        return builder.constant(DTYPE_NUMBERS[x])
    if isinstance(x, torch.Size):
        x = list(x)
    if isinstance(x, tuple):
        return builder.tuple_([value(builder, i) for i in x])
    if isinstance(x, list):
        items = [value(builder, i) for i in x]
        return builder.list_(_element(items), items)
    return builder.constant(x)


def _element(items: list[Value]) -> Type:
    types = [i.type() for i in items]
    return optional(TENSOR) if len(set(types)) > 1 and TENSOR in types else types[0]


DTYPE_NUMBERS = {
    torch.uint8: 0, torch.int8: 1, torch.int16: 2, torch.int32: 3, torch.int64: 4, torch.float16: 5, torch.float32: 6,
    torch.float64: 7, torch.complex32: 8, torch.complex64: 9, torch.complex128: 10, torch.bool: 11,
    torch.bfloat16: 15,
}  # fmt: skip


def calls(per_operator: int = 8) -> Iterator[Call]:
    """Calls of op_db's operators on float tensors, at most so many different signatures each."""
    for info in op_db:
        dtype = torch.float32 if torch.float32 in info.dtypes else min(info.dtypes, key=str, default=torch.int64)
        if info.method_variant is None and (info.op is None or not _find_builtin(info.op)):
            continue
        seen: set[str] = set()
        for sample in _samples(info, dtype):
            for call in _variants(info, sample):
                try:
                    signature = call.signature()
                except CannotSay:
                    continue
                if signature not in seen and len(seen) < per_operator:
                    seen.add(signature)
                    yield call
            if len(seen) == per_operator:
                break


def _samples(info: Any, dtype: torch.dtype) -> Iterator[Any]:
    """Seeded once: torch seeds before each sample, which takes longer than most calls."""
    torch.default_generator.manual_seed(0)
    random.seed(0)
    with contextlib.suppress(Exception):  # a sample that this build of torch cannot make
        # Some make hundreds; other types of arguments come early.
        yield from itertools.islice(info.sample_inputs("cpu", dtype, requires_grad=False, set_seed=False), 40)


def _variants(info: Any, sample: Any) -> Iterator[Call]:
    args = (sample.input, *sample.args)
    builtin = _find_builtin(info.op) if info.op is not None else None
    if builtin:
        path = _python_path(info.op)
        if path:
            yield Call(builtin, False, args, sample.kwargs, path)
    method = info.method_variant
    if method is not None and isinstance(sample.input, torch.Tensor) and hasattr(torch.Tensor, method.__name__):
        yield Call(f"aten::{method.__name__}", True, args, sample.kwargs)


_HOLDERS = {
    "": torch,
    "_C._nn.": torch._C._nn,
    "linalg.": torch.linalg,
    "special.": torch.special,
    "fft.": torch.fft,
    "nn.functional.": torch.nn.functional,
}


def _python_path(op: Any) -> str:
    name = getattr(op, "__name__", "")
    for prefix, holder in _HOLDERS.items():
        if getattr(holder, name, None) is op:
            return prefix + name
        if getattr(holder, name.partition("_")[2], None) is op:
            return prefix + name.partition("_")[2]
    return ""
