"""The pieces that the native part of an archive is written in: numbers of variable length, texts by number."""

from __future__ import annotations

import struct


class Texts:
    """Every text once, in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

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

    def size(self, number: int) -> None:
        while number > 0x7F:
            self.data.append(number & 0x7F | 0x80)
            number >>= 7
        self.data.append(number)

    def integer(self, number: int) -> None:
        """Any of 64 bits: 0, -1, 1, -2 … as 0, 1, 2, 3 …"""
        self.size(number * 2 if number >= 0 else -number * 2 - 1)

    def real(self, number: float) -> None:
        self.data += struct.pack("<d", number)

    def text(self, text: str) -> None:
        self.size(self._texts.number(text))

    def sizes(self, numbers: list[int]) -> None:
        self.size(len(numbers))
        for number in numbers:
            self.size(number)
