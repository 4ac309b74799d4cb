"""The pickles in a TorchScript archive → plain data.

A machine of its own for the opcodes that TorchScript writes: Python's would look names up, run ``__setstate__`` and make
room for what a damaged file only claims.  Here a name is a name; what it is called with is made by the few functions that
the caller gives.  Non-goals: what tensors and objects are made of that data (``tensors``, ``objects``).
"""

from __future__ import annotations

import reprlib
import struct
from collections.abc import Callable, Mapping
from typing import Any

from ...base.errors import ArchiveError
from ...base.record import Record

Reducer = Callable[..., Any]


class Name(Record, frozen=True):
    """What GLOBAL names: ``module.attribute``."""

    text: str


class PickledObject(Record, eq=False):
    """An object of the class ``name``; ``state`` is what it was saved with."""

    name: str
    state: Any = None


_MARK: Any = object()
_INT4 = struct.Struct("<i")
_SIZE4 = struct.Struct("<I")
_SIZE2 = struct.Struct("<H")
_FLOAT = struct.Struct(">d")
_PROTOCOL = 2


class PickleError(ArchiveError):
    """The pickle cannot be read."""


class Machine:
    """``reducers`` are the functions that may be called, by name; ``persistent`` makes what a persistent id stands for."""

    def __init__(self, data: bytes, reducers: Mapping[str, Reducer], persistent: Reducer) -> None:
        self.data = data
        self.at = 0
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.names: dict[str, Name] = {}
        self.reducers = reducers
        self.persistent = persistent

    def run(self) -> Any:
        data, steps = self.data, _STEPS
        while True:
            code = data[self.at]
            self.at += 1
            if code == _STOP:
                (result,) = self.stack
                return result
            steps[code](self)

    # -- what stands in the bytes

    def number(self, kind: struct.Struct) -> Any:
        (value,) = kind.unpack_from(self.data, self.at)
        self.at += kind.size
        return value

    def text(self, size: int) -> str:
        end = self.at + size
        if end > len(self.data):
            raise PickleError("a text is longer than the file")
        found = str(self.data[self.at : end], "utf-8")
        self.at = end
        return found

    def line(self) -> str:
        end = self.data.index(b"\n", self.at)
        found = str(self.data[self.at : end], "utf-8")
        self.at = end + 1
        return found

    # -- the stack

    def since_mark(self) -> list[Any]:
        at = self.marks.pop()
        found = self.stack[at:]
        del self.stack[at:]
        return found

    def tuple_of(self, count: int) -> None:
        if len(self.stack) < count:
            raise PickleError("a tuple of what is not there")
        self.stack[-count:] = [tuple(self.stack[-count:])]

    def top(self, kind: type) -> Any:
        found = self.stack[-1]
        if type(found) is not kind:
            raise PickleError(f"items are put into a {type(found).__name__}, which is no {kind.__name__}")
        return found

    def appended(self, items: list[Any]) -> None:
        self.top(list).extend(items)

    def set_items(self, items: list[Any]) -> None:
        into = self.top(dict)
        for key, value in zip(items[::2], items[1::2], strict=True):
            if isinstance(key, tuple):  # whose hash takes as long as what it names twice is large
                raise PickleError("a tuple is the key of a dict")
            into[key] = value

    def put(self, key: int) -> None:
        self.memo[key] = self.stack[-1]

    def global_name(self) -> None:
        text = f"{self.line()}.{self.line()}"
        self.stack.append(self.names.setdefault(text, Name(text)))

    def new_object(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if arguments != () or type(name) is not Name:
            raise PickleError("an object is made with arguments, or of what is no class")
        self.stack.append(PickledObject(name.text))

    def build(self) -> None:
        state = self.stack.pop()
        self.top(PickledObject).state = state

    def reduce(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        reducer = self.reducers.get(name.text) if type(name) is Name else None
        if reducer is not None and type(arguments) is tuple:
            self.stack.append(reducer(*arguments))
        elif type(name) is not Name:
            raise PickleError("a call of what is no function")
        elif name.text.startswith("__torch__."):  # a member of an enum, by its value
            self.stack.append(PickledObject(name.text, arguments))
        else:
            raise PickleError(f"it calls {name.text}, which no TorchScript archive needs")

    def long(self) -> None:
        size = self.data[self.at]
        found = self.data[self.at + 1 : self.at + 1 + size]
        self.at += 1 + size
        self.stack.append(int.from_bytes(found, "little", signed=True))

    def protocol(self) -> None:
        if self.data[self.at] != _PROTOCOL:
            raise PickleError(f"it has protocol {self.data[self.at]}, not {_PROTOCOL}")
        self.at += 1

    # what most of the instructions of a table of places are

    def short(self) -> None:
        self.stack.append(self.data[self.at])
        self.at += 1

    def put_short(self) -> None:
        self.memo[self.data[self.at]] = self.stack[-1]
        self.at += 1

    def get_short(self) -> None:
        self.stack.append(self.memo[self.data[self.at]])
        self.at += 1


def _unknown(machine: Machine) -> None:
    raise PickleError(f"it holds the instruction {machine.data[machine.at - 1]:#04x}, which TorchScript does not write")


_STOP = ord(".")
_OF_CODES: dict[bytes, Callable[[Machine], Any]] = {
    b"\x80": Machine.protocol,
    b"(": lambda m: m.marks.append(len(m.stack)),
    b"N": lambda m: m.stack.append(None),
    b"\x88": lambda m: m.stack.append(True),
    b"\x89": lambda m: m.stack.append(False),
    b"K": Machine.short,
    b"M": lambda m: m.stack.append(m.number(_SIZE2)),
    b"J": lambda m: m.stack.append(m.number(_INT4)),
    b"\x8a": Machine.long,
    b"G": lambda m: m.stack.append(m.number(_FLOAT)),
    b"X": lambda m: m.stack.append(m.text(m.number(_SIZE4))),
    b"c": Machine.global_name,
    b")": lambda m: m.stack.append(()),
    b"\x85": lambda m: m.tuple_of(1),
    b"\x86": lambda m: m.tuple_of(2),
    b"\x87": lambda m: m.tuple_of(3),
    b"t": lambda m: m.stack.append(tuple(m.since_mark())),
    b"]": lambda m: m.stack.append([]),
    b"a": lambda m: m.appended([m.stack.pop()]),
    b"e": lambda m: m.appended(m.since_mark()),
    b"}": lambda m: m.stack.append({}),
    b"s": lambda m: m.set_items([m.stack.pop(-2), m.stack.pop()]),
    b"u": lambda m: m.set_items(m.since_mark()),
    b"q": Machine.put_short,
    b"r": lambda m: m.put(m.number(_SIZE4)),
    b"h": Machine.get_short,
    b"j": lambda m: m.stack.append(m.memo[m.number(_SIZE4)]),
    b"\x81": Machine.new_object,
    b"b": Machine.build,
    b"R": Machine.reduce,
    b"Q": lambda m: m.stack.append(m.persistent(m.stack.pop())),
    b"0": lambda m: m.stack.pop(),
}
_STEPS = [_OF_CODES.get(bytes([code]), _unknown) for code in range(256)]


def _nothing(key: Any) -> Any:
    raise PickleError(f"it refers to {reprlib.repr(key)} outside of it")


def unpickled(data: Any, reducers: Mapping[str, Reducer], persistent: Reducer = _nothing) -> Any:
    """What a pickle holds.  Raises PickleError."""
    try:
        return Machine(bytes(data), reducers, persistent).run()
    except ArchiveError:
        raise
    except (ValueError, TypeError, IndexError, KeyError, struct.error, OverflowError, RuntimeError) as error:
        raise PickleError(f"{type(error).__name__}: {str(error)[:200]}") from None
