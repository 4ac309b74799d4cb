"""Our own conformance programs (`tests/corpus`), in the format of ../shared/conformance and run by its runner.

On both backends.  Each is checked against plain Python here; against torch.jit when it is written:
`run.py --jit torch.jit --root tests/corpus`.  Without the runner beside this checkout there is nothing to run them with.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from support.conformance import BACKENDS, NEEDS_RUNNER, check_category, failures, names

CORPUS = Path(__file__).parent / "corpus"
CATEGORIES = sorted(folder.name for folder in (CORPUS / "programs").iterdir() if folder.is_dir())


@functools.cache
def results(backend: str) -> dict[str, str | None]:
    every = sorted(set.union(*(names(CORPUS, category) for category in CATEGORIES)))
    return failures(backend, CORPUS, every)


@NEEDS_RUNNER
@pytest.mark.slow
@pytest.mark.timeout(900)
@BACKENDS
@pytest.mark.parametrize("category", CATEGORIES)
def test_category(category: str, runner_backend: str) -> None:
    check_category(names(CORPUS, category), results(runner_backend))
