"""Programs of tests: a function and inputs; compiled it must give what it gives in plain Python."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

import anabranch as ab


@dataclass
class Program:
    function: Callable[..., Any]
    inputs: tuple[tuple[Any, ...], ...]

    @property
    def name(self) -> str:
        return self.function.__name__


def collector(programs: list[Program]) -> Callable[..., Callable[[Any], Any]]:
    """A decorator ``@prog(inputs, inputs)`` that notes the function."""

    def prog(*inputs: tuple[Any, ...]) -> Callable[[Any], Any]:
        def note(function: Any) -> Any:
            programs.append(Program(function, inputs))
            return function

        return note

    return prog


def check(program: Program) -> None:
    """Compile the program and compare it with Python on all inputs."""
    compiled = ab.script(program.function)
    for inputs in program.inputs:
        torch.manual_seed(0)
        expected = program.function(*copy.deepcopy(inputs))
        torch.manual_seed(0)
        same(compiled(*copy.deepcopy(inputs)), expected)


def same(actual: Any, expected: Any, where: str = "result") -> None:
    """Equal in type and value, tensors up to rounding."""
    if isinstance(expected, torch.Tensor):
        assert isinstance(actual, torch.Tensor), where
        assert actual.dtype == expected.dtype, where
        torch.testing.assert_close(actual.detach(), expected.detach(), equal_nan=True)
        assert actual.requires_grad == expected.requires_grad, where
    elif isinstance(expected, list | tuple):
        assert isinstance(actual, tuple if isinstance(expected, tuple) else list), where
        assert len(actual) == len(expected), where
        for i, (a, b) in enumerate(zip(actual, expected)):
            same(a, b, f"{where}[{i}]")
    elif isinstance(expected, dict):
        assert list(actual) == list(expected), where
        for key in expected:
            same(actual[key], expected[key], f"{where}[{key!r}]")
    elif isinstance(expected, float):
        assert type(actual) is float and (math.isclose(actual, expected) or math.isnan(expected)), where
    else:
        assert type(actual) is type(expected) and actual == expected, (where, actual, expected)
