"""What an ``@ignore``d function gives is a value of the type it declares, on both backends: converted, or a TypeError."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import pytest
import torch

import anabranch

GIVEN: Dict[str, Any] = {}


@anabranch.ignore
def a_float() -> float:
    return GIVEN["value"]


@anabranch.ignore
def an_int() -> int:
    return GIVEN["value"]


@anabranch.ignore
def floats() -> List[float]:
    return GIVEN["value"]


@anabranch.ignore
def a_pair() -> Tuple[int, str]:
    return GIVEN["value"]


@anabranch.ignore
def nothing() -> None:
    return GIVEN["value"]


def use_float() -> float:
    return a_float() / 2


def use_int() -> int:
    return an_int() * 2


def use_floats() -> List[float]:
    return floats()


def use_pair() -> Tuple[int, str]:
    return a_pair()


def use_nothing() -> int:
    nothing()
    return 1


@pytest.mark.parametrize(
    ("program", "value", "result"),
    [
        (use_float, 3, 1.5),
        (use_float, torch.tensor(5.0), 2.5),
        (use_int, torch.tensor(4), 8),
        (use_floats, (1, 2), [1.0, 2.0]),
        (use_pair, [1, "a"], (1, "a")),
        (use_nothing, None, 1),
    ],
)
def test_a_result_is_converted(program: Any, value: Any, result: Any, backend: str) -> None:
    GIVEN["value"] = value
    got = anabranch.script(program)()
    assert got == result and repr(got) == repr(result)


@pytest.mark.parametrize(
    ("program", "value", "text"),
    [
        (use_float, "x", r"a_float\(\) expected value of type float for return value but instead got value of type str"),
        (use_int, 1.5, r"an_int\(\) expected value of type int for return value but instead got value of type float"),
        (use_floats, [1.0, "b"], r"type List\[float\] .* instead got value of type list: a list whose item 1 is a str"),
        (use_pair, (1,), r"type Tuple\[int, str\] .* instead got value of type tuple: a tuple of 1 items"),
        (use_nothing, 7, r"nothing\(\) expected value of type NoneType for return value but instead got value of type int"),
    ],
)
def test_another_type_is_refused(program: Any, value: Any, text: str, backend: str) -> None:
    GIVEN["value"] = value
    with pytest.raises(TypeError, match=text):
        anabranch.script(program)()
