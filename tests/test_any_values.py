"""What a parameter of type Any is given keeps its Python kind, on both backends."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import anabranch as ab


def kinds(x: Any) -> str:
    found = ""
    if isinstance(x, bool):
        found += "bool "
    if isinstance(x, float):
        found += "float "
    if isinstance(x, complex):
        found += "complex "
    if isinstance(x, str):
        found += "str "
    if isinstance(x, list):
        found += "list "
    if isinstance(x, tuple):
        found += "tuple "
    if isinstance(x, dict):
        found += "dict "
    if isinstance(x, set):
        found += "set "
    if isinstance(x, torch.Tensor):
        found += "Tensor "
    if x is None:
        found += "None "
    return found


VALUES = [
    True, 1, 1.5, 2j, "a", [1], [], (1, "a"), (), {"a": 1}, {}, {1, 2}, set(), {"a"}, torch.ones(2), None, [{1}],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_keeps_the_kind(value: Any, backend: str) -> None:
    assert ab.script(kinds)(value) == kinds(value)


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, []], ids=repr)
def test_what_is_shared_with_programs_is_the_container(value: Any, backend: str) -> None:
    assert ab.script(kinds)(ab.script(value)) == kinds(value)


def test_a_set_comes_back(backend: str) -> None:
    def same(x: Any) -> Any:
        return x

    assert ab.script(same)({1, 2}) == {1, 2} and ab.script(same)({"a": {1.5}}) == {"a": {1.5}}
