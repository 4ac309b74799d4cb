"""The pieces that the native part of an archive is written in: numbers of variable length, texts by number."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence


class _Encoded(dict[int, bytes]):
    """Numbers as they are written: a program says few of them, each again and again."""

    def __missing__(self, number: int) -> bytes:
        out, rest = bytearray(), number
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
        self[number] = found = bytes(out)
        return found


class Texts:
    """Every text once, in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.encoded = _Encoded()

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def write(self) -> bytes:
        out = Bytes(self)
        out.size(len(self._numbers))
        for text in self._numbers:
            content = text.encode("utf-8", "surrogatepass")
            out.size(len(content))
            out.data += content
        return bytes(out.data)


class Bytes:
    """A stretch of the entry that grows.  A size is seven bits a byte, the lowest first, the high bit on all but the last."""

    def __init__(self, texts: Texts) -> None:
        self.data = bytearray()
        self._texts = texts
        self._encoded = texts.encoded

    def size(self, number: int) -> None:
        self.data += self._encoded[number]

    def integer(self, number: int) -> None:
        self.size(signed(number))

    def real(self, number: float) -> None:
        self.data += struct.pack("<d", number)

    def text(self, text: str) -> None:
        self.size(self._texts.number(text))

    def sizes(self, numbers: Sequence[int]) -> None:
        """How many, and each."""
        self.size(len(numbers))
        self.row(numbers)

    def row(self, numbers: Iterable[int]) -> None:
        """One size after the other."""
        self.data += b"".join(map(self._encoded.__getitem__, numbers))


def signed(number: int) -> int:
    """Any of 64 bits as a size: 0, -1, 1, -2 … as 0, 1, 2, 3 …"""
    return number * 2 if number >= 0 else -number * 2 - 1
