"""Mutants of the corpus's programs: each compiles or is refused with its place, and both backends do the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from anabranch.interp import operators
from conftest import CORE_IS_BUILT
from fuzz import trials
from fuzz.mutants import corpus, mutant
from fuzz.trials import checked, trial

if not CORE_IS_BUILT:
    pytest.skip("the native core is not built", allow_module_level=True)
EACH, GROUPS = 20, 12
ENDLESS_MODULE = "class Net(nn.Module):\n    while True:\n        pass\n"
ENDLESS_MAIN = "def main(x: int) -> int:\n    while True:\n        x += 1 - x\nINPUTS = [lambda: (1,), lambda: (2,)]\n"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, EACH * GROUPS, EACH))
def test_a_mutant_gives_a_result_or_an_error_with_its_place(first: int, tmp_path: Path) -> None:
    wrong = [found for found in (trial(number, tmp_path) for number in range(first, first + EACH)) if found]
    assert not wrong, "\n".join(wrong)


# Numbers that were wrong once: names that are no names, ints beyond 64 bits in traces, futures printed, strings in tensors,
# annotations with too many types.
WERE_WRONG = (100053, 101260, 102150, 104321, 106699)


@pytest.mark.parametrize("number", WERE_WRONG)
def test_a_mutant_that_was_wrong_is_not(number: int, tmp_path: Path) -> None:
    assert not trial(number, tmp_path)


def test_a_program_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While plain Python loads it, and compiled."""
    monkeypatch.setattr(trials, "RUNNING", 0.1)
    for i, text in enumerate((ENDLESS_MODULE, ENDLESS_MAIN)):
        path = tmp_path / f"endless_{i}.py"
        path.write_text(text)
        assert not checked(path)


def test_backends_that_differ_are_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "differs.py"
    path.write_text("def main(x: int) -> int:\n    return x + 1\nINPUTS = [lambda: (1,)]\n")
    assert not checked(path)
    monkeypatch.setattr(operators, "_caller", lambda schema: lambda inputs: 7)
    assert "interpreter" in checked(path)


def test_mutants_are_other_programs_and_always_the_same() -> None:
    sources = {program.name: program.source for program in corpus()}
    for number in (1, 2, 5):
        name, text = mutant(number)
        assert text != sources[name]
        assert (name, text) == mutant(number)
