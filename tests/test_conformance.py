"""The conformance programs beside the checkout (../shared/conformance), in processes of their own on each backend.

Where that folder is missing (a clone elsewhere) there is nothing to run; the same ground is covered by the programs of
`tests/test_hangs.py`, `tests/test_seeds.py` and `tests/test_programs.py`, which need nothing beside the checkout.
"""

from __future__ import annotations

import functools

import pytest

from support.conformance import BACKENDS, FOLDER, NEEDS_RUNNER, check_category, failures, names

CATEGORIES = ["fork_basic", "fork_errors", "fork_nested", "fork_state", "future_types"]
LATER = {"fork_basic/save_load"}  # save and load belong to a later issue


@functools.cache
def results(backend: str) -> dict[str, str | None]:
    every = sorted(set.union(*(names(FOLDER, category) for category in CATEGORIES)) - LATER)
    return failures(backend, FOLDER, every)


@NEEDS_RUNNER
@pytest.mark.slow
@pytest.mark.timeout(900)
@BACKENDS
@pytest.mark.parametrize("category", CATEGORIES)
def test_category(category: str, runner_backend: str) -> None:
    check_category(names(FOLDER, category) - LATER, results(runner_backend))
