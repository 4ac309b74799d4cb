"""What the kernels share: spreading one meaning over overloads, and ints that are checked to 64 bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Kernel = Callable[..., Any]
Kernels = dict[str, Kernel]

INT_MIN, INT_MAX = -(2**63), 2**63 - 1


def each(name: str, overloads: str, kernel: Kernel) -> Kernels:
    """The same kernel for several overloads of ``name``; ``-`` is the one without a name."""
    return {name if o == "-" else f"{name}.{o}": kernel for o in overloads.split()}


def fits(x: Any) -> Any:
    """``x``, if it is no int or one of 64 bits."""
    if isinstance(x, int) and not INT_MIN <= x <= INT_MAX:
        raise OverflowError("integer result does not fit into 64 bits")
    return x


def checked(kernel: Kernel) -> Kernel:
    """The kernel, with an int result checked."""

    def run(*args: Any) -> Any:
        return fits(kernel(*args))

    return run
