"""For mkdocstrings: the examples of docstrings as blocks of Python: what is indented behind ``::``, and sessions of ``>>>``.

Non-goal: any other notation; docstrings are Markdown otherwise.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

import griffe

EXAMPLE = re.compile(r"::\n\n(?P<code>(?:    .*\n|\n)+)")
SESSION = re.compile(r"^(?P<session>>>> (?:.+\n)+)", re.MULTILINE)


def fenced(text: str) -> str:
    text = EXAMPLE.sub(lambda found: f":\n\n```python\n{textwrap.dedent(found['code']).strip()}\n```\n\n", text + "\n")
    return SESSION.sub(lambda found: f"```pycon\n{found['session']}```\n", text)


class DocstringBlocks(griffe.Extension):
    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
