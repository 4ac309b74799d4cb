"""Tensors of an archive: views of storages, each storage once.  Non-goal: where the bytes of storages stand (``zips``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from ..base.errors import ArchiveError
from . import checked
from .zips import Buffer, ZipReader, ZipWriter

_DTYPES = {
    str(value).removeprefix("torch."): value
    for name, value in sorted(vars(torch).items())
    if isinstance(value, torch.dtype) and not name.startswith(("qint", "quint"))
}
_COMPRESSED = (torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc)
_LAYOUTS = {str(layout).removeprefix("torch."): layout for layout in (torch.sparse_coo, *_COMPRESSED)}

Record = dict[str, Any]


# -- writing


class TensorTable:
    """Gives tensors and their storages numbers, in the order in which they are met."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._tensors: dict[int, int] = {}
        self._storages: dict[int, int] = {}
        self._held: list[Any] = []  # while it lives no other object has the same id
        self._bytes: list[torch.UntypedStorage] = []

    def number(self, tensor: torch.Tensor) -> int:
        known = self._tensors.get(id(tensor))
        if known is not None:
            return known
        record = self._record(tensor)
        self._held.append(tensor)
        self.records.append(record)
        self._tensors[id(tensor)] = len(self.records) - 1
        return len(self.records) - 1

    def _record(self, tensor: torch.Tensor) -> Record:
        _check_kind(tensor)
        record: Record = {"dtype": str(tensor.dtype).removeprefix("torch."), "sizes": list(tensor.shape)}
        if tensor.requires_grad:
            record["requires_grad"] = True
        if isinstance(tensor, nn.Parameter):
            record["parameter"] = True
        with torch.no_grad():
            plain = tensor.detach().resolve_conj().resolve_neg()
        return record | (self._strided(plain) if tensor.layout == torch.strided else self._sparse(plain))

    def _strided(self, tensor: torch.Tensor) -> Record:
        storage = tensor.untyped_storage()
        return {"strides": list(tensor.stride()), "offset": tensor.storage_offset(), "storage": self._storage(storage)}

    def _sparse(self, tensor: torch.Tensor) -> Record:
        layout = str(tensor.layout).removeprefix("torch.")
        if tensor.layout == torch.sparse_coo:
            parts = [tensor._indices(), tensor._values()]
            return {"layout": layout, "parts": [*map(self.number, parts)], "coalesced": tensor.is_coalesced()}
        rows = tensor.layout in (torch.sparse_csr, torch.sparse_bsr)
        parts = [tensor.crow_indices(), tensor.col_indices()] if rows else [tensor.ccol_indices(), tensor.row_indices()]
        return {"layout": layout, "parts": [*map(self.number, [*parts, tensor.values()])]}

    def _storage(self, storage: torch.UntypedStorage) -> int:
        if storage._cdata not in self._storages:
            self._storages[storage._cdata] = len(self._bytes)
            self._bytes.append(storage)
        return self._storages[storage._cdata]

    def storages(self) -> list[Record]:
        return [{"size": s.nbytes(), "device": str(s.device)} for s in self._bytes]

    def sizes(self) -> list[int]:
        """Of the storages that have bytes: those of device ``meta`` have none."""
        return [s.nbytes() for s in self._bytes if s.device.type != "meta"]

    def write(self, archive: ZipWriter) -> None:
        """The bytes."""
        here = ((n, s.cpu()) for n, s in enumerate(self._bytes) if s.device.type != "meta")  # type: ignore[no-untyped-call]
        archive.stored_all((f"data/{number}", _bytes_of(storage)) for number, storage in here)


def _bytes_of(storage: torch.UntypedStorage) -> Buffer:
    """Read without NumPy, which PyTorch can do without."""
    size = storage.nbytes()
    return memoryview((ctypes.c_char * size).from_address(storage.data_ptr())).cast("B") if size else b""


def _check_kind(tensor: torch.Tensor) -> None:
    why = ""
    if type(tensor) not in (torch.Tensor, nn.Parameter, nn.Buffer):
        why = f"a tensor of the class {type(tensor).__name__}"
    elif tensor.is_quantized or tensor.is_nested or tensor.layout not in (torch.strided, *_LAYOUTS.values()):
        why = f"a {'quantized' if tensor.is_quantized else 'nested' if tensor.is_nested else tensor.layout} tensor"
    if why:
        raise ArchiveError(f"{why} cannot be saved\nhelp: save a plain tensor of its values")


# -- reading


class StorageReader:
    """Storages of an archive as tensors of their bytes, each made once.

    They are stretches of ``data`` where they are stored plainly; ``location`` is the device that they are moved to.
    """

    def __init__(self, archive: ZipReader, data: Buffer, location: torch.device | None) -> None:
        self._archive = archive
        self._data = data
        self._location = location
        self._bases: dict[str, torch.Tensor] = {}

    def base(self, name: str, size: int, saved: torch.device) -> torch.Tensor:
        """The storage in the entry ``name``, which was on the device ``saved``; without data it has ``size`` bytes."""
        if name not in self._bases:
            self._bases[name] = self._made(name, size, saved)
        return self._bases[name]

    def size(self, name: str) -> int:
        checked.holds(name in self._archive, f"there is no {name}")
        return self._archive.size(name)

    def _made(self, name: str, size: int, saved: torch.device) -> torch.Tensor:
        device = self._location or saved
        if device.type == "meta" or fake_mode() is not None:
            return torch.empty(size, dtype=torch.uint8, device=device)
        if saved.type == "meta":
            raise ArchiveError(f"{name} was saved without data (on device meta)\nhelp: load with map_location='meta'")
        try:
            return self._bytes(name).to(device)
        except (RuntimeError, AssertionError) as error:  # PyTorch asserts that it was built for CUDA
            if isinstance(error, ArchiveError):
                raise
            remedy = "help: load with map_location='cpu'"
            raise ArchiveError(f"{name} cannot be put on device {device}: {str(error).splitlines()[0]}\n{remedy}") from None

    def _bytes(self, name: str) -> torch.Tensor:
        size = self.size(name)
        if not size:
            return torch.empty(0, dtype=torch.uint8, device="cpu")
        if self._archive.is_plain(name):
            return torch.frombuffer(self._data, dtype=torch.uint8, count=size, offset=self._archive.offset(name))
        return torch.frombuffer(bytearray(self._archive[name]), dtype=torch.uint8)


class TensorReader:
    """The tensors of an archive, each made when it is first asked for."""

    def __init__(self, records: Any, storages: Any, archive: ZipReader, data: Buffer, location: torch.device | None) -> None:
        self._records = checked.list_of(dict, records, "tensors")
        self._sizes = checked.list_of(dict, storages, "storages")
        self._storages = StorageReader(archive, data, location)
        self._made: dict[int, torch.Tensor] = {}

    def tensor(self, number: Any) -> torch.Tensor:
        record = checked.item(self._records, number, "tensor")
        if number not in self._made:
            try:
                self._made[number] = self._finished(record, self._make(record, number))
            except (RuntimeError, TypeError, ValueError, OverflowError) as error:
                if isinstance(error, ArchiveError):
                    raise
                raise ArchiveError(f"tensor {number} of the archive cannot be made: {str(error).splitlines()[0]}") from None
        return self._made[number]

    def _finished(self, record: Record, tensor: torch.Tensor) -> torch.Tensor:
        grad = checked.flag(record, "requires_grad")
        return nn.Parameter(tensor, grad) if checked.flag(record, "parameter") else tensor.requires_grad_(grad)

    def _make(self, record: Record, number: int) -> torch.Tensor:
        dtype = checked.one_of(_DTYPES, record.get("dtype"), "dtype")
        sizes = checked.sizes(record.get("sizes"))
        if "layout" in record:
            return self._sparse(record, number, dtype, sizes)
        strides, offset = checked.sizes(record.get("strides")), checked.size(record.get("offset"))
        return view_of(self._base(checked.size(record.get("storage"))), dtype, sizes, strides, offset)

    def _sparse(self, record: Record, number: int, dtype: torch.dtype, sizes: list[int]) -> torch.Tensor:
        layout = checked.one_of(_LAYOUTS, record["layout"], "layout")
        numbers = checked.sizes(record.get("parts"))
        checked.holds(all(n < number for n in numbers), f"the parts of tensor {number} are wrong")
        made = sparse_tensor(layout, [self.tensor(n).detach() for n in numbers], sizes, dtype)
        return made._coalesced_(checked.flag(record, "coalesced")) if layout == torch.sparse_coo else made

    def _base(self, number: int) -> torch.Tensor:
        """A storage as a tensor of its bytes."""
        record = checked.item(self._sizes, number, "storage")
        size, saved = checked.size(record.get("size")), torch.device(checked.text(record.get("device")))
        name = f"data/{number}"
        if saved.type != "meta":
            checked.holds(self._storages.size(name) == size, f"{name} has not the size that is said of it")
        return self._storages.base(name, size, saved)


def view_of(
    base: torch.Tensor, dtype: torch.dtype, sizes: Sequence[int], strides: Sequence[int], offset: int
) -> torch.Tensor:
    """A tensor over a storage.  Raises ArchiveError where it is larger."""
    _check_extent(sizes, strides, offset, dtype, base.numel())
    return torch.empty(0, dtype=dtype, device=base.device).set_(base.untyped_storage(), offset, sizes, strides)


def sparse_tensor(
    layout: torch.layout, parts: Sequence[torch.Tensor], sizes: Sequence[int], dtype: torch.dtype
) -> torch.Tensor:
    """A tensor of its indices and values.  Raises ArchiveError and RuntimeError where they are none of it."""
    checked.holds(layout in _LAYOUTS.values(), f"there is no tensor of layout {layout}")
    coo = layout == torch.sparse_coo
    checked.holds(len(parts) == (2 if coo else 3), "a sparse tensor has other parts")
    real = parts[0].device.type != "meta" and fake_mode() is None  # only data can be wrong
    if coo:
        indices, values = parts
        return torch.sparse_coo_tensor(indices, values, list(sizes), dtype=dtype, check_invariants=real)
    outer, inner, values = parts
    return torch.sparse_compressed_tensor(
        outer, inner, values, list(sizes), dtype=dtype, layout=layout, check_invariants=real
    )


def fake_mode() -> FakeTensorMode | None:
    """The FakeTensorMode in force."""
    return next((m for m in _get_current_dispatch_mode_stack() if isinstance(m, FakeTensorMode)), None)


def _check_extent(sizes: Sequence[int], strides: Sequence[int], offset: int, dtype: torch.dtype, size: int) -> None:
    checked.holds(len(sizes) == len(strides), "a tensor has another number of strides than of sizes")
    if 0 in sizes:
        last = offset
    else:
        last = offset + 1 + sum((n - 1) * stride for n, stride in zip(sizes, strides, strict=True))
    checked.holds(last * dtype.itemsize <= size, "a tensor is larger than its storage")
