"""What was accessed last, by whom: a cell for each part of each thing, and the races that its readers and writers are in.

An access before the current strand is forgotten where the new one stands for it: whatever comes later and is parallel to the
older one is parallel to the newer one.  So of each cell at least one race is found if there is any.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import torch
from torch.multiprocessing.reductions import StorageWeakRef

from ..base.record import Record
from ..ir.graph import Node
from .elements import Elements, Stretches, elements
from .order import Order, Task
from .places import Place

SHAPE, WHOLE = object(), object()  # parts of containers: which items there are, and everything
_SHOWN = 16  # races of one access in one cell: thousands of tasks that write one thing are parallel to each other


class Access(Record, frozen=True, eq=False):
    """A task's operation, at its place."""

    node: Node
    place: Place
    task: Task


class Found(Record, frozen=True, eq=False):
    """Two parallel accesses, the earlier of the run first, of which one at least writes ``what``."""

    what: str
    first: Access
    first_writes: bool
    second: Access
    second_writes: bool


class Cell:
    """The strands that read and wrote a part of something since whatever all of them know, and their accesses."""

    __slots__ = ("elements", "readers", "reads", "writers", "writes")

    def __init__(self, e: Elements | None = None) -> None:
        self.elements = e
        self.readers = self.writers = 0  # strands, as bits
        self.reads: dict[int, Access] = {}
        self.writes: dict[int, Access] = {}

    def parallel(self, order: Order, write: bool) -> Iterator[tuple[Access, bool]]:
        """The accesses that race with one of the current strand, and whether they write."""
        unknown = ~order.known
        yield from ((self.writes[strand], True) for strand in _bits(self.writers & unknown))
        if write:
            yield from ((self.reads[strand], False) for strand in _bits(self.readers & unknown & ~self.writers))

    def add(self, order: Order, write: bool, access: Access) -> None:
        if write:
            self.readers, self.reads = _still(self.readers, self.reads, order.known)
            self.writers, self.writes = _still(self.writers, self.writes, order.known)
            self.writers |= order.bit
            self.writes[order.strand] = access
        elif not self.readers & order.bit:
            self.readers, self.reads = _still(self.readers, self.reads, order.known)
            self.readers |= order.bit
            self.reads[order.strand] = access


def _bits(number: int) -> Iterator[int]:
    for _ in range(_SHOWN):
        if not number:
            return
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _still(bits: int, accesses: dict[int, Access], known: int) -> tuple[int, dict[int, Access]]:
    """Without those that are known."""
    if not bits & known:
        return bits, accesses
    left = bits & ~known
    return left, {strand: a for strand, a in accesses.items() if left >> strand & 1} if left else {}


class Shadow:
    """The cells of everything; ``clear`` when all that was accessed is before all that comes."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self.found: dict[Hashable, Found] = {}
        self.counts: dict[Hashable, int] = {}
        self.clear()

    def clear(self) -> None:
        self._parts: dict[int, tuple[Any, dict[Hashable, Cell]]] = {}  # by identity; what is held is not made anew elsewhere
        self._storages: dict[int, tuple[Any, dict[Elements, Cell], Stretches]] = {}

    def part(self, thing: Any, part: Hashable, write: bool, access: Access, what: str) -> None:
        """An access of a part of an object, which is independent of others but for ``WHOLE``."""
        _, cells = self._parts.setdefault(id(thing), (thing, {}))
        cell = cells.get(part)
        if cell is None:
            cell = cells[part] = Cell()
        others = cells.values() if part is WHOLE else filter(None, (cell, cells.get(WHOLE)))
        self._access(cell, others, write, access, what)

    def tensor(self, x: torch.Tensor, write: bool, access: Access) -> None:
        """An access of a tensor's elements."""
        if x.layout != torch.strided or x.is_mkldnn or x.is_nested:
            self._without_strides(x, write, access)
        elif x.numel():
            e = elements(x.storage_offset(), x.shape, x.stride(), x.itemsize)
            cell, cells = self._cell(x.untyped_storage(), e)
            self._access(cell, cells, write, access, f"elements of a tensor {text_of(x)}")

    def _cell(self, storage: torch.UntypedStorage, e: Elements) -> tuple[Cell, Iterable[Cell]]:
        _, cells, stretches = self._storages.get(storage._cdata) or self._new_storage(storage)
        cell = cells.get(e)
        if cell is None:
            cell = cells[e] = Cell(e)
            stretches.add(cell)
        return cell, (cell,) if len(cells) == 1 else stretches.that_meet(e)

    def _new_storage(self, storage: torch.UntypedStorage) -> tuple[Any, dict[Elements, Cell], Stretches]:
        # A weak reference frees the memory and keeps the address: no other storage gets it.
        made = self._storages[storage._cdata] = StorageWeakRef(storage), {}, Stretches()  # type: ignore[no-untyped-call]
        return made

    def _without_strides(self, x: torch.Tensor, write: bool, access: Access) -> None:
        if x.layout == torch.sparse_coo:
            self.tensor(x._indices(), write, access)
            self.tensor(x._values(), write, access)
        else:
            self.part(x, WHOLE, write, access, f"a tensor {text_of(x)}")

    def _access(self, cell: Cell, others: Iterable[Cell], write: bool, access: Access, what: str) -> None:
        for other in others:
            for earlier, wrote in other.parallel(self._order, write):
                self.report(what, (earlier, wrote), (access, write))
        cell.add(self._order, write, access)

    def report(self, what: str, first: tuple[Access, bool], second: tuple[Access, bool]) -> None:
        """Two accesses, and whether they write.  Each pair of places counts once, for the forks that it was first found for."""
        key = first[0].place, second[0].place, first[0].node, second[0].node, what.partition(" ")[0]
        self.found.setdefault(key, Found(what, *first, *second))
        self.counts[key] = self.counts.get(key, 0) + 1


def text_of(x: torch.Tensor) -> str:
    return f"{str(x.dtype).removeprefix('torch.')}{list(x.shape)}"
