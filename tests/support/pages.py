"""The Python of a Markdown page: its blocks, run in order in one fresh module, and what the page says that they print.

A block whose fence says ``text`` and that follows a Python block directly is what that block prints, or the error that it
ends with: ``ClassName: text``.  ``...`` in it stands for anything.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import sys
import textwrap
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    language: str
    line: int  # of its first line of code
    body: str
    expected: str | None  # what the page says that it prints


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    found = list(FENCE.finditer(text))
    for this, following in zip(found, [*found[1:], None]):
        line = text.count("\n", 0, this.start("body")) + 1
        is_output = following and following["language"] == "text" and not text[this.end() : following.start()].strip()
        expected = following["body"] if following and is_output else None
        yield Block(this["language"], line, textwrap.dedent(this["body"]), expected)


def run_page(page: Path, folder: Path) -> int:
    """Runs the page's Python blocks as one module whose file, in ``folder``, has them at the page's lines.  How many ran."""
    python = [block for block in blocks(page) if block.language == "python"]
    name = "page_" + re.sub(r"\W", "_", page.stem)
    file = folder / f"{name}.py"
    file.write_text(_at_their_lines(python), encoding="utf-8")  # compiling reads sources from files
    module = types.ModuleType(name)
    module.__file__ = str(file)
    sys.modules[name] = module
    try:
        for block in python:
            _run(block, module.__dict__, file, page)
    finally:
        del sys.modules[name]
    return len(python)


def _at_their_lines(python: list[Block]) -> str:
    lines: list[str] = []
    for block in python:
        lines += [""] * (block.line - 1 - len(lines)) + block.body.splitlines()
    return "\n".join(lines) + "\n"


def _run(block: Block, namespace: dict[str, Any], file: Path, page: Path) -> None:
    code = compile("\n" * (block.line - 1) + block.body, str(file), "exec")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)
    except Exception as error:
        if block.expected is None:
            raise
        printed.write(f"{type(error).__name__}: {error}\n")
    if block.expected is not None:
        got = printed.getvalue().replace(str(file), page.name)
        fits = doctest.OutputChecker().check_output(block.expected, got, SAME)
        assert fits, f"{page}:{block.line} prints\n{got}\nwhere the page says\n{block.expected}"
