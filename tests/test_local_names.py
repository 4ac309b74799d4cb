"""Type comments and texts may name what is local to the caller of ``script``: Python keeps no name for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Tuple

import pytest

import anabranch as ab


def test_a_function_names_a_local_class(backend: str) -> None:
    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

    def total(points, start):  # type: ignore[no-untyped-def]
        # type: (List[Point], Point) -> int
        found = start.x
        for p in points:
            found += p.x
        return found

    assert ab.script(total)([Point(1), Point(2)], Point(4)) == 7


def test_a_method_names_another_local_class(backend: str) -> None:
    @ab.script
    class First:
        def __init__(self) -> None:
            self.size = 3

    @ab.script
    class Second:
        def __init__(self) -> None:
            self.size = 3

        def same(self, other):  # type: ignore[no-untyped-def]
            # type: (First) -> bool
            return self.size == other.size

        def text(self, other: "First") -> "Tuple[First, int]":
            return other, self.size

    def main() -> Tuple[bool, int]:
        return Second().same(First()), Second().text(First())[0].size

    assert ab.script(main)() == (True, 3)


def test_a_local_name_for_a_type(backend: str) -> None:
    Pair = Tuple[int, int]

    def swapped(pair):  # type: ignore[no-untyped-def]
        # type: (Pair) -> Pair
        return pair[1], pair[0]

    assert ab.script(swapped)((1, 2)) == (2, 1)


def _script_for(fn: Callable[..., Any]) -> Any:
    return ab.script(fn, _frames_up=1)


def test_frames_up_is_the_callers_caller(backend: str) -> None:
    class Local:
        def __init__(self, n: int) -> None:
            self.n = n

    def read(one):  # type: ignore[no-untyped-def]
        # type: (Local) -> int
        return one.n

    with pytest.raises(ab.CompileError, match="Unknown type name 'Local'"):
        _plainly(read)
    assert _script_for(read)(Local(5)) == 5


def _plainly(fn: Callable[..., Any]) -> Any:
    return ab.script(fn)


@pytest.mark.compiles_only
@pytest.mark.parametrize("error", [ab.CompileError, ValueError, RuntimeError])
@pytest.mark.parametrize("annotation", ["Missing", "torch.nn.Linear", "Tuple[int, ...]", "List[", "7", "List"])
def test_what_is_no_type_is_a_value_error_too(annotation: str, error: type[Exception], backend: str) -> None:
    with pytest.raises(error):
        ab.CompilationUnit(f"def f(x: {annotation!r}):\n    return x\n")
