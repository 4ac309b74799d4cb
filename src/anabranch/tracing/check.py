"""``check_trace``: the traced function and the Python function on the same inputs, with the same random numbers.

Then the Python function is traced again: what it decides in Python, or keeps from one call to the next, differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ..base.errors import TracingCheckError
from ..base.record import Record
from ..ir.graph import Graph
from .frames import Frames
from .run import copied
from .traces_differ import compare

Call = Callable[..., Any]


class Check(Record, frozen=True):
    """What is checked: ``python`` and what became of it; ``again`` traces it once more on given inputs."""

    python: Call
    traced: Call
    graph: Graph
    again: Callable[[tuple[Any, ...], dict[str, Any]], Graph]
    module: nn.Module | None
    tolerance: float
    frames: Frames


def check(job: Check, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Warns where the results differ.  Raises TracingCheckError where the Python function does something else when it is
    run again, or fails."""
    with _side_effects_undone(job.module):
        random = torch.get_rng_state()
        expected = _run_again(job.python, args, kwargs)
        torch.set_rng_state(random)
        _compare(job, expected, args, kwargs)
        torch.set_rng_state(random)
        compare(job.graph, _run_again(lambda *a, **k: job.again(a, k), args, kwargs))
        torch.set_rng_state(random)


def _run_again(func: Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return func(*copied(args), **copied(kwargs))
    except Exception as error:
        raise TracingCheckError(
            f"the function failed when it was run again to check the trace: {type(error).__name__}: {error}\n"
            "help: pass check_trace=False if it may run only once"
        ) from error


def _compare(job: Check, expected: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        got = job.traced(*copied(args), **copied(kwargs))
    except Exception as error:
        raise TracingCheckError(f"the traced function fails on its own example inputs: {error}") from error
    for number, (a, b) in enumerate(zip(leaves(expected), leaves(got), strict=False), 1):
        difference = _difference(a, b, job.tolerance)
        if difference:
            job.frames.warn(
                f"Output nr {number}. of the traced function does not match the corresponding output of the Python function\n"
                f"{difference}\n"
                "help: look for branches on values, and for numbers that the trace has baked in"
            )


def leaves(thing: Any) -> Iterator[Any]:
    """The tensors and numbers of a structure, in order."""
    if isinstance(thing, tuple | list):
        for item in thing:
            yield from leaves(item)
    elif isinstance(thing, dict):
        yield from leaves(list(thing.values()))
    else:
        yield thing


def _difference(expected: Any, got: Any, tolerance: float) -> str:
    if not isinstance(expected, torch.Tensor) or not isinstance(got, torch.Tensor):
        return ""
    expected, got = expected.detach(), got.detach()
    if expected.is_nested and got.is_nested:
        found = (_difference(a, b, tolerance) for a, b in zip(expected.unbind(), got.unbind(), strict=False))
        return next(filter(None, found), "")
    try:
        torch.testing.assert_close(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True, check_stride=False)
    except (AssertionError, NotImplementedError) as error:
        return str(error).strip() if isinstance(error, AssertionError) else ""
    return ""


@contextmanager
def _side_effects_undone(module: nn.Module | None) -> Iterator[None]:
    """Buffers that the module updates (running statistics) get their values back."""
    saved = [(b, b.detach().clone()) for b in module.buffers()] if module is not None else []
    try:
        yield
    finally:
        with torch.no_grad():
            for buffer, value in saved:
                if buffer.shape == value.shape:
                    buffer.copy_(value)
