"""From one kind of scalar to another, and to text."""

from __future__ import annotations

from typing import Any

import torch

from .support import Kernels, checked, each

_KINDS = ("int", "float", "bool", "Tensor")
_PAIRS = " ".join(f"{a}_{b}" for a in _KINDS for b in _KINDS)


def _plain(x: Any) -> Any:
    return x.item() if isinstance(x, torch.Tensor) else x


def _complex(a: Any, b: Any = 0) -> complex:
    return complex(_plain(a), _plain(b)) if b else complex(_plain(a))


def _implicit(a: torch.Tensor, wanted: str) -> Any:
    """A tensor where a number is wanted: as torch.jit, only a scalar that autograd does not follow."""
    if a.requires_grad:
        raise RuntimeError(f"Cannot input a tensor that requires grad as a {wanted} argument")
    if a.dim():
        raise RuntimeError(f"Cannot input a tensor of dimension other than 0 as a {wanted} argument")
    return a.item()


def _implicit_int(a: torch.Tensor) -> int:
    value = _implicit(a, "scalar")
    if not isinstance(value, int):
        raise RuntimeError("Cannot input a tensor that is not an integer tensor as an int argument")
    return int(value)


def text(x: Any) -> str:
    """``str(x)`` of a value of the language."""
    return str(x)


def _as_tensor(x: Any) -> torch.Tensor:
    """0-dim and as wide as Python's number, whatever the default dtype."""
    wide = {float: torch.float64, complex: torch.complex128}
    return torch.tensor(x, dtype=wide.get(type(x)))


KERNELS: Kernels = {
    **each("aten::Bool", "int float complex Scalar str Tensor", bool),
    **each("aten::Int", "bool float Scalar str Tensor str_base", checked(int)),
    **each("aten::Float", "bool int Scalar str Tensor", float),
    "aten::Float.complex_real": lambda a: a.real,
    **each("aten::Complex", f"Scalar str int float bool {_PAIRS}", _complex),
    "aten::IntImplicit": _implicit_int,
    "aten::FloatImplicit": lambda a: float(_implicit(a, "float")),
    "aten::ComplexImplicit": lambda a: complex(_implicit(a, "complex")),
    "aten::ScalarImplicit": lambda a: _implicit(a, "scalar"),
    "aten::ScalarImplicit.bool": lambda a: a,
    "aten::real.complex": lambda a: a.real,
    "aten::imag.complex": lambda a: a.imag,
    "aten::conj.complex": lambda a: a.conjugate(),
    "aten::bit_length.int": int.bit_length,
    "aten::is_integer.float": float.is_integer,
    "aten::str": text,
    "aten::repr": repr,
    "aten::ord": ord,
    "aten::chr": chr,
    "aten::hex": hex,
    "aten::oct": oct,
    "aten::bin": bin,
    "aten::hash.generic": hash,
    "prim::id": id,
    "aten::device": torch.device,
    "aten::device.with_index": torch.device,
    **each("prim::NumToTensor", "Scalar bool", _as_tensor),
}
