"""``warnings.warn`` in compiled code: the program's line, the user's filters, once for each place."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import List, Optional

import pytest
import torch

import anabranch as ab


@pytest.fixture(autouse=True)
def fresh_registry() -> Iterator[None]:
    globals().pop("__warningregistry__", None)
    yield


def warns(n: int) -> int:
    for i in range(n):
        warnings.warn("first")  # noqa: B028
        if i > 0:
            warnings.warn("number " + str(i))  # noqa: B028
    return n


def places(function: object, mode: str) -> list[tuple[str, str, int, str]]:
    globals().pop("__warningregistry__", None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(mode)  # type: ignore[arg-type]
        function(3)  # type: ignore[operator]
        function(2)  # type: ignore[operator]
    return [(str(w.message), w.filename, w.lineno, w.category.__name__) for w in caught]


@pytest.mark.parametrize("mode", ["default", "always", "once", "ignore", "module"])
def test_said_where_and_as_often_as_python_says_it(backend: str, mode: str) -> None:
    expected = places(warns, mode)
    assert places(ab.script(warns), mode) == expected
    assert all(name == __file__ for _, name, _, _ in expected)


def test_filters_by_module_and_errors(backend: str) -> None:
    compiled = ab.script(warns)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module=__name__)
        with pytest.raises(UserWarning, match="first"):
            compiled(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module=__name__)
        assert compiled(3) == 3


def takes_longs(x: torch.LongTensor, y: "Optional[torch.cuda.HalfTensor]" = None) -> List[torch.LongTensor]:
    """isinstance does look at the dtype, so it warns of nothing."""
    return [x] if isinstance(x, torch.LongTensor) else []  # type: ignore[list-item]


@pytest.mark.compiles_only
def test_annotations_with_a_dtype_are_warned_of_since_nobody_checks_it(backend: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        ab.script(takes_longs)
    line = takes_longs.__code__.co_firstlineno
    names = [str(w.message).split(":")[1].split()[0] for w in caught]
    assert names == ["torch.LongTensor", "torch.cuda.HalfTensor"]
    assert {(w.filename, w.lineno, w.category) for w in caught} == {(__file__, line, UserWarning)}
    assert all("any dtype" in str(w.message) for w in caught)
