"""A cursor over a text: accepts and expects pieces of it, and says where it stands when a piece is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NoReturn, TypeVar

from ..base.errors import GraphError

T = TypeVar("T")

MAX_DEPTH = 100  # of blocks, types and values in one another; each takes a few frames of Python's stack

_SPACE = re.compile(r"\s*")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Cursor:
    """Reads forward; white space before a piece is skipped."""

    def __init__(self, text: str, name: str = "<graph>") -> None:
        self.text = text
        self.name = name
        self.at = 0
        self._depth = 0

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Around what may contain itself.  Text that nests without end is no graph of a program."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.fail(f"nested deeper than {MAX_DEPTH} levels")
        yield
        self._depth -= 1

    @contextmanager
    def checked(self, what: str) -> Iterator[None]:
        """Around what PyTorch or Python makes of a piece of the text: what they refuse is wrong at the place of the piece."""
        self.skip()
        start = self.at
        try:
            yield
        except GraphError:
            raise
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            self.fail(f"{what}: {str(error).splitlines()[0]}", start)

    def attempt(self, read: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """What ``read`` gives; where it cannot read what comes, what ``otherwise`` gives from the same place."""
        at, depth = self.at, self._depth
        try:
            with self.checked("cannot read this"):
                return read()
        except GraphError:
            self.at, self._depth = at, depth
            return otherwise()

    def skip(self) -> None:
        if "!" <= self.text[self.at : self.at + 1] <= "~":  # most often there is nothing to skip
            return
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def accept(self, piece: str) -> bool:
        """Move over ``piece`` if it comes next."""
        if self.text.startswith(piece, self.at):
            self.at += len(piece)
            return True
        self.skip()
        if not self.text.startswith(piece, self.at):
            return False
        self.at += len(piece)
        return True

    def expect(self, piece: str) -> None:
        if not self.accept(piece):
            self.fail(f"expected {piece!r}")

    def looking_at(self, pattern: str) -> re.Match[str] | None:
        self.skip()
        return _compiled(pattern).match(self.text, self.at)

    def take(self, pattern: str) -> re.Match[str] | None:
        """Move over what the pattern matches, if it comes next."""
        match = self.looking_at(pattern)
        if match:
            self.at = match.end()
        return match

    def need(self, pattern: str, what: str) -> str:
        match = self.take(pattern)
        return match.group() if match else self.fail(f"expected {what}")

    def separated(self, close: str, item: Callable[[], T]) -> list[T]:
        """Items between commas, up to and with the closing piece."""
        items: list[T] = []
        if self.accept(close):
            return items
        while True:
            items.append(item())
            if self.accept(close):
                return items
            self.expect(",")
            if self.accept(close):  # a one-tuple's comma
                return items

    def string(self) -> str:
        """A quoted string, its octal escapes being bytes of UTF-8."""
        match = self.take(_STRING.pattern)
        return unescape(match.group(1)) if match else self.fail("expected a string")

    def column(self) -> int:
        """Where in its line the next piece stands."""
        self.skip()
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def at_end(self) -> bool:
        self.skip()
        return self.at >= len(self.text)

    def fail(self, message: str, at: int | None = None) -> NoReturn:
        """Raises GraphError with line, column, the line and a mark under the place."""
        if at is None:
            self.skip()
            at = self.at
        start = self.text.rfind("\n", 0, at) + 1
        line = self.text[start:].split("\n", 1)[0]
        number, column = self.text.count("\n", 0, start) + 1, at - start
        got = f", got {self._next_piece(at)}" if message.startswith("expected") else ""
        first = max(0, column - 100)  # of a long line only what is near
        shown = line[first : column + 100]
        raise GraphError(f"{self.name}:{number}:{column}: {message}{got}\n    {shown}\n    {' ' * (column - first)}~")

    def _next_piece(self, at: int) -> str:
        match = _compiled(r"[\w.:%]+|.").match(self.text, at)
        return repr(match.group()) if match else "the end of the text"


def unescape(text: str) -> str:
    """The string that ``literals.string_text`` wrote between its quotes."""
    parts: list[bytes] = []
    end = 0
    for match in _ESCAPE.finditer(text):
        parts.append(text[end : match.start()].encode("utf-8", "surrogatepass"))
        octal, letter = match.groups()
        parts.append(bytes([int(octal, 8) & 255]) if octal else _LETTERS.get(letter, letter).encode())
        end = match.end()
    parts.append(text[end:].encode("utf-8", "surrogatepass"))
    return _decode(b"".join(parts))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")
