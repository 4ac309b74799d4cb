"""For mkdocstrings: the examples of docstrings, indented behind a line that ends in ``::``, as blocks of Python.

Non-goal: any other notation; docstrings are Markdown otherwise.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

import griffe

EXAMPLE = re.compile(r"::\n\n(?P<code>(?:    .*\n|\n)+)")


def fenced(text: str) -> str:
    return EXAMPLE.sub(lambda found: f":\n\n```python\n{textwrap.dedent(found['code']).strip()}\n```\n\n", text + "\n")


class DocstringBlocks(griffe.Extension):
    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
