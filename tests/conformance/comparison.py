"""What "the same" means between a compiled result and plain Python's, and the helpers that programs may call."""

from __future__ import annotations

import contextlib
import enum
import io
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import torch


class Mismatch(AssertionError):
    """The program did not do what plain Python does; the message says where."""


def same(actual: Any, expected: Any, where: str = "result") -> None:
    """Raises at the first difference in value or type: tensors and floats up to rounding, futures by what they hold."""
    if is_future(expected):
        demand(is_future(actual), where, actual, expected)
        return same(actual.wait(), expected.wait(), f"{where}.wait()")
    for kind, compare in COMPARISONS:
        if isinstance(expected, kind):
            return compare(actual, expected, where)
    return demand(type(actual) is type(expected) and actual == expected, where, actual, expected)


def demand(condition: bool, where: str, actual: Any, expected: Any) -> None:
    if not condition:
        raise Mismatch(f"{where}: got {shown(actual)}, expected {shown(expected)}")


def shown(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"


def is_future(value: Any) -> bool:
    return not isinstance(value, torch.Tensor) and callable(getattr(value, "wait", None))


def same_tensor(actual: Any, expected: torch.Tensor, where: str) -> None:
    demand(isinstance(actual, torch.Tensor), where, actual, expected)
    for fact in ("dtype", "shape", "device", "requires_grad"):
        left, right = getattr(actual, fact), getattr(expected, fact)
        demand(left == right, f"{where}, {fact}", left, right)
    try:
        torch.testing.assert_close(actual.detach(), expected.detach(), equal_nan=True)
    except AssertionError as error:
        raise Mismatch(f"{where}: {first_line(error)} (got {actual}, expected {expected})") from None


def same_enum(actual: Any, expected: enum.Enum, where: str) -> None:
    """By name and value: a compiled program may have a class of its own."""
    facts = [(getattr(member, "name", None), getattr(member, "value", None)) for member in (actual, expected)]
    demand(facts[0] == facts[1], where, actual, expected)


def same_sequence(actual: Any, expected: list[Any] | tuple[Any, ...], where: str) -> None:
    demand(isinstance(actual, tuple if isinstance(expected, tuple) else list), where, actual, expected)
    demand(getattr(actual, "_fields", ()) == getattr(expected, "_fields", ()), f"{where}, fields", actual, expected)
    demand(len(actual) == len(expected), f"{where}, length", len(actual), len(expected))
    for i, (left, right) in enumerate(zip(actual, expected)):
        same(left, right, f"{where}[{i}]")


def same_dict(actual: Any, expected: dict[Any, Any], where: str) -> None:
    """With the order of the keys."""
    demand(isinstance(actual, dict), where, actual, expected)
    same(list(actual), list(expected), f"{where}, keys")
    for left, right in zip(actual, expected):
        same(actual[left], expected[right], f"{where}[{right!r}]")


def same_float(actual: Any, expected: float, where: str) -> None:
    close = type(actual) is float and math.isclose(actual, expected, rel_tol=1e-9, abs_tol=1e-12)
    both_nan = type(actual) is float and math.isnan(actual) and math.isnan(expected)
    demand(close or both_nan, where, actual, expected)


def same_complex(actual: Any, expected: complex, where: str) -> None:
    demand(type(actual) is complex, where, actual, expected)
    same_float(actual.real, expected.real, f"{where}.real")
    same_float(actual.imag, expected.imag, f"{where}.imag")


COMPARISONS: list[tuple[type | tuple[type, ...], Callable[[Any, Any, str], None]]] = [
    (torch.Tensor, same_tensor),
    (enum.Enum, same_enum),
    ((list, tuple), same_sequence),
    (dict, same_dict),
    (float, same_float),
    (complex, same_complex),
]


def raises(call: Callable[[], Any], pattern: str) -> Exception:
    """``call()`` must raise an error whose ``Type: message`` matches; the error."""
    try:
        result = call()
    except Exception as error:
        must_match(error, pattern, "the error")
        return error
    raise Mismatch(f"expected an error like /{pattern}/, got {shown(result)}")


def must_match(error: BaseException, pattern: str, what: str) -> None:
    if not re.search(pattern, error_text(error)):
        raise Mismatch(f"{what} is not like /{pattern}/: {first_line(error_text(error))}") from error


def capture(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, str]:
    """The result and what was printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        return call(*args, **kwargs), printed.getvalue()


def count_nodes(compiled: Any, kind: str, inlined: bool = False) -> int:
    """Nodes of a kind in the printed graph, in blocks and bodies of forks too."""
    text = str(compiled.inlined_graph if inlined else compiled.graph)
    node = re.compile(rf"(?:^|=|\s){re.escape(kind)}(?:_\d+)?[\[(]")
    return sum(node.search(line) is not None for line in text.splitlines() if not line.lstrip().startswith("with "))


def tensors(value: Any) -> Iterator[torch.Tensor]:
    """Those inside lists, tuples, dicts and futures."""
    if isinstance(value, torch.Tensor):
        yield value
    elif is_future(value):
        yield from tensors(value.wait())
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from tensors(item)


def error_text(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip()}"


def first_line(text: object) -> str:
    return next((line.strip()[:300] for line in str(text).splitlines() if line.strip()), "")
