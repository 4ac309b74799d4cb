"""``check_trace``: the traced function and the Python function on the same inputs, with the same random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ..base.errors import TracingError
from .frames import Frames
from .run import copied

Call = Callable[..., Any]


def check(
    python: Call,
    traced: Call,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    tolerance: float,
    module: nn.Module | None,
    frames: Frames,
) -> None:
    """Warns where the results differ.  Raises TracingError where the Python function fails when it is run again."""
    with _side_effects_undone(module):
        random = torch.get_rng_state()
        try:
            expected = python(*copied(args), **copied(kwargs))
        except Exception as error:
            raise TracingError(
                f"the function failed when it was run again to check the trace: {type(error).__name__}: {error}\n"
                "help: pass check_trace=False if it may run only once"
            ) from error
        torch.set_rng_state(random)
        _compare(expected, traced, args, kwargs, tolerance, frames)
        torch.set_rng_state(random)


def _compare(
    expected: Any, traced: Call, args: tuple[Any, ...], kwargs: dict[str, Any], tolerance: float, frames: Frames
) -> None:
    try:
        got = traced(*copied(args), **copied(kwargs))
    except Exception as error:
        raise TracingError(f"the traced function fails on its own example inputs: {error}") from error
    for number, (a, b) in enumerate(zip(leaves(expected), leaves(got), strict=False), 1):
        difference = _difference(a, b, tolerance)
        if difference:
            frames.warn(
                f"output {number} of the traced function does not match the Python function on the example inputs\n"
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
