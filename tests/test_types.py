"""What type checkers say of a user's program: mypy and pyright say the same, and what stands beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

import anabranch as ab

PROGRAM = Path(__file__).parent / "typed" / "program.py"
SOURCES = Path(ab.__file__).parents[1]
CACHE = SOURCES.parent / ".mypy_cache" / "users"  # without it torch is read anew: 15 s
ERROR = "error"
Said = Mapping[int, str]  # by line: a type, or ERROR


def expected() -> Said:
    marked = re.compile(r".*  # (.+)")
    lines = enumerate(PROGRAM.read_text().splitlines(), 1)
    return {number: found[1] for number, line in lines if (found := marked.match(line))}


def spelt(name: str) -> str:
    """A type without the modules of its parts, containers in lower case."""
    name = re.sub(r"\w+\.", "", name)
    return re.sub(r"\b(List|Dict|Tuple)\[", lambda found: found[0].lower(), name)


def said(notes: Iterable[tuple[int, bool, str]]) -> Said:
    """Of lines, whether they are errors, and texts."""
    texts: dict[int, str] = {}
    for line, is_error, text in notes:
        texts[line] = ERROR if is_error else spelt(text)
    return texts


def run(directory: Path, *command: str) -> str:
    shutil.copy(PROGRAM, directory)
    environment = {**os.environ, "MYPYPATH": str(SOURCES)}
    ran = subprocess.run([sys.executable, "-m", *command], cwd=directory, capture_output=True, text=True, env=environment)
    assert ran.returncode == 1, ran.stdout + ran.stderr  # there are errors, and the checker was not one
    return ran.stdout


def of_mypy(directory: Path) -> Said:
    note = re.compile(r'.*?:(\d+): (?:(error): .*|note: Revealed type is "(.*)")')
    found = map(note.match, run(directory, "mypy", "--strict", "--cache-dir", str(CACHE), PROGRAM.name).splitlines())
    return said((int(match[1]), match[2] is not None, match[3] or "") for match in found if match)


def of_pyright(directory: Path) -> Said:
    settings = {"extraPaths": [str(SOURCES)], "include": [PROGRAM.name], "reportUnusedExpression": False}
    (directory / "pyrightconfig.json").write_text(json.dumps(settings))
    given = run(directory, "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(directory))
    notes = json.loads(given)["generalDiagnostics"]
    lines = (note["range"]["start"]["line"] + 1 for note in notes)
    return said((n, note["severity"] == "error", note["message"].split('" is "')[-1][:-1]) for n, note in zip(lines, notes))


@pytest.mark.slow
@pytest.mark.parametrize("checker", [of_mypy, of_pyright], ids=lambda checker: checker.__name__)
def test_what_a_checker_says_of_a_users_program(checker: Callable[[Path], Said], tmp_path: Path) -> None:
    pytest.importorskip(checker.__name__.removeprefix("of_"))
    assert checker(tmp_path) == expected()
