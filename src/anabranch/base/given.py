"""Functions that a lower layer declares and a layer above gives: how a type can print itself without importing the printer.

Non-goal: choosing among several (that is a registry, kept by whoever asks).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Given(Generic[P, R]):
    """Declared with the module that gives it: ``graph_text: Given[[Graph], str] = Given("anabranch.text")``.

    That module says ``@graph_text.is_given`` above its function; it is imported when the function is first asked for, if nobody
    has done so.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._function: Callable[P, R] | None = None

    def is_given(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorator: the function that calls go to from now on."""
        self._function = function
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return (self._function or self._imported())(*args, **kwargs)

    def _imported(self) -> Callable[P, R]:
        import_module(self._module)
        assert self._function is not None, f"{self._module} does not give the function"
        return self._function
