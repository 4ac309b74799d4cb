"""Markers: every decorator and call form, and the container check."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Union

import pytest
import torch

import anabranch as ab


def mark(fn: Any) -> str:
    return fn._torchscript_modifier.split()[0]


def test_decorators_in_all_their_forms() -> None:
    def plain(x: int) -> int:
        return x

    assert ab.export(plain) is plain and mark(plain) == "export"
    assert ab.unused(plain) is plain and mark(plain) == "unused"
    assert ab.ignore(plain) is plain and mark(plain) == "ignore"
    assert mark(ab.ignore()(plain)) == "ignore"
    assert mark(ab.ignore(drop=True)(plain)) == "unused"
    assert mark(ab.ignore(drop=False)(plain)) == "ignore"
    with pytest.raises(TypeError, match="expected a function or drop="):
        ab.ignore(drop=3)  # type: ignore[call-overload]


def test_properties_and_methods() -> None:
    class Thing:
        @ab.unused
        @property
        def size(self) -> int:
            return 3

        @ab.export
        def run(self) -> int:
            return 4

    assert mark(vars(Thing)["size"].fget) == "unused"
    assert (Thing().size, Thing().run()) == (3, 4)
    assert mark(Thing().run) == "export"


def test_the_marks_are_those_of_torch_jit() -> None:
    def ours() -> None: ...
    def theirs() -> None: ...

    for name in ("export", "ignore", "unused"):
        getattr(ab, name)(ours)
        getattr(torch.jit, name)(theirs)
        assert ours._torchscript_modifier == theirs._torchscript_modifier  # type: ignore[attr-defined]


def test_plain_python_meanings() -> None:
    assert ab.annotate(List[int], []) == []
    assert not ab.is_scripting() and not ab.is_tracing()
    assert ab.Attribute(3, int).value == 3


def test_interface_marks_a_class() -> None:
    @ab.interface
    class Shape:
        def area(self) -> float: ...  # type: ignore[empty-body]

    assert vars(Shape)["__torch_script_interface__"] is True
    with pytest.raises(TypeError, match="expected a class"):
        ab.interface(3)  # type: ignore[type-var]


def test_an_interface_inherits_from_interfaces_only() -> None:
    class Empty:
        size = 3

    @ab.interface
    class Shape(Empty):
        def area(self) -> float: ...  # type: ignore[empty-body]

    @ab.interface
    class Solid(Shape):
        def volume(self) -> float: ...  # type: ignore[empty-body]

    for base in (torch.nn.ReLU, ab.Future):
        with pytest.raises(RuntimeError, match=f"does not support inheritance from {base.__name__}"):
            ab.interface(type("Derived", (base,), {}))


@pytest.mark.parametrize(
    ("value", "target", "fits"),
    [
        ([1, 2], List[int], True),
        ([1, "a"], List[int], False),
        ([], List[str], True),
        ({"a": [1]}, Dict[str, List[int]], True),
        ({"a": ["b"]}, Dict[str, List[int]], False),
        ((1, "a"), Tuple[int, str], True),
        ((1,), Tuple[int, str], False),
        ((1, 2, 3), Tuple[int, ...], True),
        (None, Optional[int], True),
        ("a", Optional[int], False),
        (1, Union[str, int], True),
        (1, int | None, True),
        (1, (str, int), True),
        (torch.ones(1), torch.Tensor, True),
        ([torch.ones(1)], List[torch.Tensor], True),
        (3, Any, True),
        ({1}, set[int], True),
    ],
)
def test_isinstance_looks_into_containers(value: Any, target: Any, fits: bool) -> None:
    assert ab.isinstance(value, target) is fits


@pytest.mark.parametrize("target", [List, Dict, Tuple, list, dict, tuple, set, Optional, (int, List), (List[int], Dict)])
@pytest.mark.parametrize("error", [TypeError, RuntimeError])
def test_isinstance_wants_the_types_of_items(target: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="without (a contained type|contained types)"):
        ab.isinstance([1], target)


@pytest.mark.parametrize("target", [[int, List[str]], {int}, "int", 3])
def test_isinstance_wants_types(target: Any) -> None:
    with pytest.raises(RuntimeError, match="a type or a tuple of types"):
        ab.isinstance(2, target)
