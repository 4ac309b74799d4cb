"""Which elements tensors have, and whether two have one in common: against sets of indices."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

import anabranch as ab
from anabranch.races.elements import Elements, Stretches, elements, meet

SIZE = 48


def of(x: Tensor) -> Elements:
    return elements(x.storage_offset(), tuple(x.shape), x.stride(), x.itemsize)


@st.composite
def strided(draw: st.DrawFn) -> Tensor:
    """Any strided view of one storage: overlapping with itself, expanded, of one element."""
    base = torch.arange(SIZE, dtype=torch.int16)
    offset, sizes, strides = draw(st.integers(0, SIZE - 1)), [], []
    room = SIZE - 1 - offset
    for _ in range(draw(st.integers(0, 4))):
        stride = draw(st.integers(0, 12))
        size = draw(st.integers(1, min(5, room // stride + 1) if stride else 3))
        room -= stride * (size - 1)
        sizes.append(size)
        strides.append(stride)
    return base.as_strided(sizes, strides, offset)


@st.composite
def sliced(draw: st.DrawFn) -> Tensor:
    """What indexing and transposing makes of a box."""
    x = torch.arange(SIZE, dtype=torch.int16).reshape(4, 3, 4)
    for d in range(3):
        start = draw(st.integers(0, x.size(d) - 1))
        stop, step = draw(st.integers(start + 1, x.size(d))), draw(st.integers(1, 3))
        x = x[(slice(None),) * d + (slice(start, stop, step),)]
    return x.permute(draw(st.permutations(range(3))))


def indices(x: Tensor) -> set[int]:
    return set(x.flatten().tolist())


tensors = st.one_of(strided(), sliced())


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(tensors, tensors)
def test_two_meet_if_they_have_an_element_in_common(a: Tensor, b: Tensor) -> None:
    expected = not indices(a).isdisjoint(indices(b))
    assert meet(of(a), of(b)) == expected
    assert meet(of(b), of(a)) == expected


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(tensors, min_size=1, max_size=12), tensors)
def test_all_that_meet_are_found(held: list[Tensor], asked: Tensor) -> None:
    class Held:
        def __init__(self, x: Tensor) -> None:
            self.x, self.elements = x, of(x)

    stretches = Stretches()
    for x in held:
        stretches.add(Held(x))
    found = [id(h.x) for h in stretches.that_meet(of(asked))]
    assert sorted(found) == sorted(id(x) for x in held if not indices(x).isdisjoint(indices(asked)))


def read_beside_write(a: Tensor, b: Tensor):
    task = ab.fork(torch.sum, a)
    b.zero_()
    task.wait()


@pytest.mark.slow
@pytest.mark.compiles_only
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_programs_on_two_views_race_where_they_meet(data: st.DataObject) -> None:
    base = torch.arange(SIZE, dtype=torch.int16)
    drawn = data.draw(tensors), data.draw(sliced())
    a, b = (base.as_strided(x.size(), x.stride(), x.storage_offset()) for x in drawn)
    assert bool(ab.check(read_beside_write, a, b).races) == (not indices(a).isdisjoint(indices(b)))


def test_views_of_other_types_meet_byte_by_byte() -> None:
    x = torch.zeros(4, dtype=torch.int32)
    halves = x.view(torch.int16)
    assert meet(of(x[1:2]), of(halves[2:3])) and meet(of(x[1:2]), of(halves[3:4]))
    assert not meet(of(x[1:2]), of(halves[4:5])) and not meet(of(x[1:2]), of(halves[1:2]))
    assert not meet(of(x[::2]), of(halves.view(2, 4)[:, 2:])) and meet(of(x[::2]), of(halves.view(2, 4)[:, 1:]))


def test_boxes_of_large_tensors_are_told_apart_at_once() -> None:
    x = torch.empty(64, 64, 64, 64, device="meta")
    boxes = [x[i::2, j::2, k::2, m::2] for i in (0, 1) for j in (0, 1) for k in (0, 1) for m in (0, 1)]
    for i, a in enumerate(boxes):
        for j, b in enumerate(boxes):
            assert meet(of(a), of(b)) == (i == j)
