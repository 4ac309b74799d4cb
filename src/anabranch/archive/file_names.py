"""What an archive calls the files of sources, the same in each process, and their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from ..base.source import lines_of

_RUNNING = re.compile(r" 0x[0-9a-f]+| #?\d+(?=>)")


class FileNames:
    """Names of source that is in no file (``<dataclass … 0x7f… #3>``) have addresses and running numbers; those of files may
    have bytes that are no UTF-8, which Python keeps as halves of characters."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._seen: Counter[str] = Counter()
        self._lines: dict[str, Mapping[int, str]] = {}

    def of(self, file: str) -> str:
        if file not in self._given:
            name = (_RUNNING.sub("", file) if file.startswith("<") else file).encode(errors="backslashreplace").decode()
            self._seen[name] += 1
            self._given[file] = name if self._seen[name] == 1 else f"{name} ({self._seen[name]})"
        return self._given[file]

    def line(self, file: str, number: int) -> str:
        if file not in self._lines:
            self._lines[file] = lines_of(file)
        return self._lines[file].get(number, "")
