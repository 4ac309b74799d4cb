"""Tensors of an archive, made where its pickles name them: views of storages, each storage once.

Non-goal: the bytes of storages (``archive.tensors``).
"""

from __future__ import annotations

import reprlib
from typing import Any

import torch

from ...archive import checked
from ...archive.tensors import StorageReader, sparse_tensor, view_of
from ...base.record import Record
from ...lang.codes import of_number
from ...lang.scalar_types import DTYPES, SCALAR_TYPE_NAMES
from .pickles import Name, PickleError, Reducer

_QUANTISED = ("QInt", "QUInt")
_DTYPES = {n: d for n, d in zip(SCALAR_TYPE_NAMES, DTYPES) if d is not None and not n.startswith(_QUANTISED)}
_PLAIN_LISTS = ("build_intlist", "build_doublelist", "build_boollist", "build_tensorlist")
_REMEDY = "help: save the module without it: in eager mode its values are plain tensors after dequantize()"


class Tagged(Record, eq=False):
    """A list or dict, and its type as text."""

    value: Any
    type: str


class Unreadable(Record, frozen=True):
    """What the archive holds and nothing here can be made of; ``why`` is raised where a value needs it."""

    why: str


_QUANTISED_TENSOR = Unreadable(f"the archive holds a quantised tensor, which cannot be read\n{_REMEDY}")


class _Storage(Record, frozen=True):
    """What a persistent id stands for."""

    name: str
    dtype: torch.dtype
    device: torch.device
    count: int


class TensorBuilder:
    """What the pickles of one archive call; storages of a pickle stand in ``folder``."""

    def __init__(self, storages: StorageReader, folder: str) -> None:
        self._storages = storages
        self._folder = folder

    def reducers(self) -> dict[str, Reducer]:
        plain: dict[str, Reducer] = {f"torch.jit._pickle.{name}": _plain_list for name in _PLAIN_LISTS}
        return plain | {
            "torch.jit._pickle.restore_type_tag": _tagged,
            "torch._utils._rebuild_tensor_v2": self._tensor,
            "torch._utils._rebuild_sparse_tensor": _sparse,
            "torch._utils._rebuild_qtensor": _quantised,
            "collections.OrderedDict": _ordered_dict,
            "torch.device": _device,
            "builtins.complex": _complex,
        }

    def storage(self, found: Any) -> _Storage | Unreadable:
        checked.holds(type(found) is tuple and len(found) == 5 and found[0] == "storage", "a persistent id is no storage")
        _, kind, key, device, count = found
        checked.holds(type(kind) is Name, "a storage has no dtype")
        short = kind.text.removeprefix("torch.").removesuffix("Storage")
        if short.startswith(_QUANTISED):
            return _QUANTISED_TENSOR
        dtype = checked.one_of(_DTYPES, short, "storage")
        return _Storage(checked.text(key), dtype, _device(device), checked.size(count))

    def _tensor(self, storage: Any, offset: Any, sizes: Any, strides: Any, grad: Any, *rest: Any) -> torch.Tensor:
        checked.holds(type(storage) is _Storage and type(grad) is bool, "a tensor has no storage")
        base = self._base(storage)
        found = view_of(base, storage.dtype, _sizes(sizes), _sizes(strides), checked.size(offset))
        for name in _flags(rest[1]) if len(rest) > 1 else ():
            found = _lazy(found, name)
        return found.requires_grad_(grad)

    def _base(self, storage: _Storage) -> torch.Tensor:
        """An entry may be longer than one dtype's view of it."""
        name, size = f"{self._folder}{storage.name}", storage.count * storage.dtype.itemsize
        if storage.device.type != "meta":
            checked.holds(size <= self._storages.size(name), f"{name} is shorter than a tensor's storage")
        return self._storages.base(name, size, storage.device)


def _flags(found: Any) -> list[Any]:
    flags = found.value if isinstance(found, Tagged) else found
    checked.holds(type(flags) is dict, "what a tensor is besides is no dict")
    return [name for name, is_set in flags.items() if is_set]


def _lazy(tensor: torch.Tensor, name: Any) -> torch.Tensor:
    """A tensor that says it is a conjugate or negative one, as it was saved."""
    if name == "conj":
        return torch._conj(tensor)
    if name == "neg":
        return torch._neg_view(tensor)
    raise PickleError(f"a tensor is {reprlib.repr(name)}, which is not known")


def _sizes(values: Any) -> list[int]:
    return checked.sizes(list(values)) if isinstance(values, tuple | list) else checked.sizes(values)


def _plain_list(items: Any) -> list[Any]:
    checked.holds(type(items) is list, "a list is none")
    return items  # type: ignore[no-any-return]


def _tagged(value: Any, text: Any) -> Tagged:
    return Tagged(value, checked.text(text))


def _ordered_dict(*nothing: Any) -> dict[Any, Any]:
    return {}


def _device(text: Any) -> torch.device:
    name = checked.text(text)
    try:
        return torch.device(name)
    except RuntimeError:
        raise PickleError(f"there is no device {name[:100]!r}") from None


def _complex(real: Any, imaginary: Any) -> complex:
    checked.holds(type(real) is float and type(imaginary) is float, "a complex number is none")
    return complex(real, imaginary)


def _sparse(layout: Any, sizes: Any, grad: Any, *rest: Any) -> torch.Tensor:
    *parts, _ = rest
    checked.holds(all(isinstance(p, torch.Tensor) for p in parts) and type(grad) is bool, "a sparse tensor has no parts")
    found = sparse_tensor(of_number(torch.layout, checked.size(layout)), parts, _sizes(sizes), parts[-1].dtype)
    return found.requires_grad_(grad)


def _quantised(*parts: Any) -> Unreadable:
    return _QUANTISED_TENSOR
