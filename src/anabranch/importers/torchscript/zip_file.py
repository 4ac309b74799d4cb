"""The zip that PyTorch writes: all entries in one folder, sizes behind their bytes, gaps between them.

Non-goal: reading the directory (``archive.zips``, whose layout is stricter).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ...archive.checked import holds
from ...archive.zips import Entry, ZipReader

_SIZES_BEHIND = 0x8
_UTF8 = 0x800
_HEADER = 30
_LENGTHS = slice(26, 30)


class TorchZip(ZipReader):
    """Entries by their names inside the folder."""

    flags = _UTF8 | _SIZES_BEHIND

    def _read(self) -> Iterator[Entry]:
        count, size, at, end = self._directory()
        holds(at + size <= end, "its directory is not where it should be")
        directory, entries = at, list[Entry]()
        for _ in range(count):
            entry, at = self._entry(at, directory + size)
            entries.append(entry)
        entries.sort(key=lambda entry: entry.header)
        ends = [*(entry.header for entry in entries[1:]), directory]
        yield from self._named(list(map(self._placed, entries, ends)))

    def _placed(self, entry: Entry, end: int) -> Entry:
        """With the place of its bytes, by the header before them; the next header is at ``end``."""
        holds(entry.header + _HEADER <= end, f"{entry.name!r} overlaps another entry")
        header = bytes(self._data[entry.header : entry.header + _HEADER])
        name, extra = (int.from_bytes(header[_LENGTHS][i : i + 2], "little") for i in (0, 2))
        start = entry.header + _HEADER + name + extra
        holds(header[:4] == b"PK\3\4" and start + entry.stored <= end, f"{entry.name!r} is longer than the file")
        holds(entry.method != 0 or entry.stored == entry.size, f"{entry.name!r} has two lengths")
        return entry._replace(start=start)

    def _named(self, entries: list[Entry]) -> Iterator[Entry]:
        folders = {entry.name.partition("/")[0] for entry in entries}
        holds(len(folders) == 1, "its entries are not in one folder")
        files = [entry._replace(name=entry.name.partition("/")[2]) for entry in entries if not entry.name.endswith("/")]
        names = sorted(entry.name for entry in files)
        twice = next((a for a, b in itertools.pairwise(names) if a == b), None)
        holds(twice is None, f"it has {twice} twice")
        yield from files
