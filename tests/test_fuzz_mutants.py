"""Mutants of the corpus's programs: each compiles or is refused with its place, and both backends do the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CORE_IS_BUILT
from fuzz.mutants import corpus, mutant
from fuzz.trials import trial

if not CORE_IS_BUILT:
    pytest.skip("the native core is not built", allow_module_level=True)
EACH, GROUPS = 20, 12


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, EACH * GROUPS, EACH))
def test_a_mutant_gives_a_result_or_an_error_with_its_place(first: int, tmp_path: Path) -> None:
    wrong = [found for found in (trial(number, tmp_path) for number in range(first, first + EACH)) if found]
    assert not wrong, "\n".join(wrong)


def test_mutants_are_other_programs_and_always_the_same() -> None:
    sources = {program.name: program.source for program in corpus()}
    for number in (1, 2, 5):
        name, text = mutant(number)
        assert text != sources[name]
        assert (name, text) == mutant(number)
