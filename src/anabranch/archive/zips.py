"""The zip that an archive is, written and read.

One layout only: entries behind each other in the order of the directory, no comments, flags or gaps other than the padding of
headers; what anything else could mean to another reader is refused.  Non-goal: what the entries hold.
"""

from __future__ import annotations

import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from ..base.errors import ArchiveError

T = TypeVar("T")
Buffer = Any  # what supports the buffer protocol: bytes, a memoryview, a mapped file

ALIGNMENT = 64
MOST_INFLATED = 256 << 20  # bytes of one deflated entry
MOST_BESIDE = 512  # bytes that an entry with a short name has beside its own, or the end of the directory
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
_LONG = 1 << 20  # bytes whose sum is worth a thread
_AHEAD = 8  # entries whose sums are taken before they are needed: with one, the two wait for each other
_WORD = 16  # at a multiple of which any element of a tensor may begin
_DAY = 0x21  # 1980-01-01, the first that zip knows
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_NO_32, _NO_16 = 0xFFFFFFFF, 0xFFFF
_PADDING, _ZIP64 = 0xD935, 1


class Entry(NamedTuple):
    """Where the bytes of an entry are; ``size`` is what they have inflated."""

    name: str
    method: int
    crc: int
    stored: int
    size: int
    header: int  # where its header begins
    start: int = 0  # where its bytes begin


# -- writing


class ZipWriter:
    """Writes entries as they come; needs no seeking."""

    def __init__(self, write: Callable[[Buffer], Any]) -> None:
        self._write = write
        self._at = 0
        self._entries: list[Entry] = []

    def deflated(self, name: str, data: bytes) -> None:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        self._add(Entry(name, _DEFLATED, zlib.crc32(data), len(packed), len(data), self._at), packed)

    def stored(self, name: str, data: Buffer) -> None:
        """``data`` as it is, aligned so that it can be mapped."""
        self._store(name, data, zlib.crc32(data))

    def stored_all(self, entries: Iterable[tuple[str, Buffer]]) -> None:
        """Each as ``stored`` does it.  The sums of large ones are taken by a thread while those before are written: each of the
        two takes half of the time of saving a model."""
        with ThreadPoolExecutor(1) as helper:
            for name, data, crc in _ahead((name, data, _sum(data, helper)) for name, data in entries):
                self._store(name, data, crc.result() if crc else zlib.crc32(data))

    def _store(self, name: str, data: Buffer, crc: int) -> None:
        size = memoryview(data).nbytes
        self._add(Entry(name, _STORED, crc, size, size, self._at), data)

    def _add(self, entry: Entry, data: Buffer) -> None:
        name = entry.name.encode()
        extra = _sizes64(entry.size, entry.stored) if _is_large(entry) else b""
        if entry.method == _STORED:
            before = entry.header + _LOCAL.size + len(name) + len(extra) + 4
            extra += struct.pack("<2H", _PADDING, -before % ALIGNMENT).ljust(4 + -before % ALIGNMENT, b"\0")
        self._put(_local(entry, len(name), len(extra)) + name + extra)
        self._put(data)
        self._entries.append(entry)

    def _put(self, data: Buffer) -> None:
        self._write(data)
        self._at += memoryview(data).nbytes

    def close(self) -> None:
        """The directory."""
        start = self._at
        for entry in self._entries:
            self._put(_central(entry))
        size, count = self._at - start, len(self._entries)
        if start + size >= _NO_32 or count >= _NO_16:
            end = self._at
            self._put(_END64.pack(b"PK\6\6", _END64.size - 12, 45, 45, 0, 0, count, count, size, start))
            self._put(_LOCATOR.pack(b"PK\6\7", 0, end, 1))
            count, size, start = min(count, _NO_16), min(size, _NO_32), min(start, _NO_32)
        self._put(_END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0))


def _sum(data: Buffer, helper: ThreadPoolExecutor) -> Future[int] | None:
    """None for a short one, and where no thread can be had: when the process ends, or has too many."""
    if memoryview(data).nbytes < _LONG:
        return None
    try:
        return helper.submit(zlib.crc32, data)
    except RuntimeError:
        return None


def _ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each when some behind it are there already."""
    waiting: deque[T] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > _AHEAD:
            yield waiting.popleft()
    yield from waiting


def _is_large(entry: Entry) -> bool:
    return entry.size >= _NO_32 or entry.stored >= _NO_32


def _sizes64(*numbers: int) -> bytes:
    return struct.pack(f"<2H{len(numbers)}Q", _ZIP64, 8 * len(numbers), *numbers)


def _sizes32(entry: Entry) -> tuple[int, int]:
    return (_NO_32, _NO_32) if _is_large(entry) else (entry.stored, entry.size)


def _local(entry: Entry, name: int, extra: int) -> bytes:
    return _LOCAL.pack(b"PK\3\4", 45, _UTF8, entry.method, 0, _DAY, entry.crc, *_sizes32(entry), name, extra)


def _central(entry: Entry) -> bytes:
    name = entry.name.encode()
    numbers = [entry.size, entry.stored] if _is_large(entry) else []
    far = entry.header >= _NO_32
    extra = _sizes64(*numbers, *([entry.header] if far else [])) if numbers or far else b""
    head = _CENTRAL.pack(
        b"PK\1\2", 45, 45, _UTF8, entry.method, 0, _DAY, entry.crc, *_sizes32(entry), len(name), len(extra), 0, 0, 0, 0,
        _NO_32 if far else entry.header,
    )  # fmt: skip
    return head + name + extra


# -- reading


class ZipReader(Mapping[str, memoryview]):
    """The entries of a buffer.  Raises ArchiveError for what ``ZipWriter`` does not write."""

    flags = _UTF8  # those that entries may have

    def __init__(self, data: Buffer) -> None:
        self._data = memoryview(data)
        try:
            self._entries = {entry.name: entry for entry in self._read()}
        except (struct.error, UnicodeDecodeError):
            raise ArchiveError("the file is damaged: its directory of entries cannot be read") from None

    def __getitem__(self, name: str) -> memoryview:
        """The bytes of a stored entry, unchecked, or of a deflated one, inflated and checked."""
        entry = self._entries[name]
        data = self._data[entry.start : entry.start + entry.stored]
        return data if entry.method == _STORED else memoryview(_inflated(entry, data))

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def offset(self, name: str) -> int:
        """Where a stored entry's bytes begin in the buffer."""
        entry = self._entries[name]
        _check(entry.method == _STORED, f"{name} is compressed")
        return entry.start

    def is_plain(self, name: str) -> bool:
        """Whether an entry's bytes can be used where they lie."""
        entry = self._entries[name]
        return entry.method == _STORED and entry.start % _WORD == 0

    def size(self, name: str) -> int:
        return self._entries[name].size

    def check(self, name: str) -> None:
        """Raises ArchiveError where a stored entry's bytes have changed."""
        _check(zlib.crc32(self[name]) == self._entries[name].crc, f"the bytes of {name} have changed")

    def _read(self) -> Iterator[Entry]:
        count, size, at, end = self._directory()
        _check(at + size == end, "its directory is not where it should be")
        directory, expected, names = at, 0, set[str]()
        for _ in range(count):
            entry, at = self._entry(at, directory + size)
            entry = self._located(entry, expected, directory)
            _check(entry.name not in names, f"it has {entry.name} twice")
            names.add(entry.name)
            expected = entry.start + entry.stored
            yield entry
        _check(at == directory + size and expected == directory, "there are bytes that no entry has")

    def _directory(self) -> tuple[int, int, int, int]:
        """Entries, size and start of the directory, and where it must end."""
        at = len(self._data) - _END.size
        if at < 0 or bytes(self._data[at : at + 4]) != b"PK\5\6":
            raise ArchiveError(self._no_zip())
        _, disk, first, here, count, size, start, comment = _END.unpack_from(self._data, at)
        _check((disk, first, here, comment) == (0, 0, count, 0), "its end is not as we write it")
        if not (count == _NO_16 or _NO_32 in (size, start)):
            return count, size, start, at
        _, _, end, _ = _LOCATOR.unpack_from(self._data, max(at - _LOCATOR.size, 0))
        _check(end + _END64.size + _LOCATOR.size == at, "its end is not as we write it")
        _, _, _, _, _, _, here, count, size, start = _END64.unpack_from(self._data, end)
        return count, size, start, end

    def _no_zip(self) -> str:
        start = bytes(self._data[:4])
        if start == b"PK\3\4":
            return "the file is damaged: its end is missing"
        return f"the file is no archive: it begins with {start!r}, not with b'PK\\x03\\x04'"

    def _entry(self, at: int, end: int) -> tuple[Entry, int]:
        mark, _, _, flags, method, _, _, crc, stored, size, *lengths, header = _CENTRAL.unpack_from(self._data, at)
        name_size, extra_size, comment, disk = lengths[:4]
        _check(mark == b"PK\1\2" and (flags & ~self.flags, comment, disk) == (0, 0, 0), "an entry is not as we write it")
        _check(method in (_STORED, _DEFLATED), "an entry is compressed in another way than we write it")
        at += _CENTRAL.size
        next_at = at + name_size + extra_size
        _check(next_at <= end, "an entry leaves its directory")
        name = str(self._data[at : at + name_size], "utf-8")
        numbers = iter(_numbers64(self._data[at + name_size : next_at]))
        size, stored, header = (next(numbers, n) if n == _NO_32 else n for n in (size, stored, header))
        return Entry(name, method, crc, stored, size, header), next_at

    def _located(self, entry: Entry, expected: int, end: int) -> Entry:
        """With the place of its bytes, by the header before them."""
        _check(entry.header == expected and entry.header + _LOCAL.size <= end, f"{entry.name!r} overlaps another entry")
        mark, _, _, method, _, _, crc, *_, name, extra = _LOCAL.unpack_from(self._data, entry.header)
        at = entry.header + _LOCAL.size
        _check(mark == b"PK\3\4" and (method, crc) == (entry.method, entry.crc), f"{entry.name!r} has two headers that differ")
        _check(bytes(self._data[at : at + name]) == entry.name.encode(), f"{entry.name!r} has two names")
        start = at + name + extra
        _check(start + entry.stored <= end, f"{entry.name!r} is longer than the file")
        _check(method == _DEFLATED or entry.stored == entry.size, f"{entry.name!r} has two lengths")
        return entry._replace(start=start)


def _numbers64(extra: memoryview) -> tuple[int, ...]:
    if len(extra) < 4:
        return ()
    kind, size = struct.unpack_from("<2H", extra)
    return struct.unpack_from(f"<{size // 8}Q", extra, 4) if kind == _ZIP64 else ()


def _inflated(entry: Entry, data: memoryview) -> bytes:
    _check(entry.size <= MOST_INFLATED, f"{entry.name} would have {entry.size} bytes, more than {MOST_INFLATED}")
    unpacker = zlib.decompressobj(-15)
    try:
        found = unpacker.decompress(data, entry.size + 1)
    except zlib.error as error:
        raise ArchiveError(f"the file is damaged: {entry.name}: {error}") from None
    whole = unpacker.eof and not unpacker.unused_data
    _check(whole and len(found) == entry.size and zlib.crc32(found) == entry.crc, f"the bytes of {entry.name} have changed")
    return found


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise ArchiveError(f"the file is damaged, or was not written by save: {what}")
