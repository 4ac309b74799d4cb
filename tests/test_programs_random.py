"""A small helping of the random programs; the stress target runs ten thousand (tests/stress/)."""

from __future__ import annotations

import random

import pytest

from stress.choices import Choices, shrink
from stress.differential import check_seed
from stress.programs import Program


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_backends_agree(backend: str, block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        report = check_seed(seed, (backend,))
        assert not report, report


def test_a_seed_is_always_the_same_program() -> None:
    first, second = (Program(Choices(random.Random(3))) for _ in range(2))
    assert first.source == second.source


def test_choices_replay() -> None:
    choices = Choices(random.Random(3))
    source = Program(choices).source
    assert Program(Choices(replay=choices.made)).source == source
    assert "fork" not in Program(Choices(replay=[])).source.split("def f0")[1]


def test_shrinking_finds_the_reason() -> None:
    choices = Choices(random.Random(3))
    Program(choices)

    def fails(numbers: list[int]) -> bool:
        return "ab.wait(" in Program(Choices(replay=numbers)).source

    small = Program(Choices(replay=shrink(choices.made, fails))).source
    assert "ab.wait(" in small
    assert len(small.splitlines()) < 30, small
