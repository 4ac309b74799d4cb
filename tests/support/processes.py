"""Processes that tests start."""

from __future__ import annotations

import os
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"


def environment(*folders: Path, **variables: str) -> dict[str, str]:
    """This process's, with the package under test and ``folders`` before what PYTHONPATH names already."""
    path = [str(SOURCES), *map(str, folders), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), **variables}
