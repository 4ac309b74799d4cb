"""Rows that are not drawn, and what may differ from CPython: each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anabranch.ops import Row

NOT_DRAWN = {
    "aten::wait": "a future is a task's: the scheduler's tests",
    "aten::done": "a future is a task's: the scheduler's tests",
    "prim::Print": "its text is aten::str's; the stream is tested with print",
    "prim::RaiseException": "raising is what it is for: the tests of exceptions",
    "aten::warn": "warns at a place in a program",
    "prim::TimePoint": "time goes on",
    "aten::Generator": "random numbers",
    "aten::manual_seed": "random numbers of the whole process",
    "aten::manual_seed.generator": "random numbers",
    "aten::seed": "random numbers",
    "aten::initial_seed": "random numbers",
    "aten::_no_grad_normal_": "random numbers",
    "aten::_no_grad_uniform_": "random numbers",
    "aten::set_grad_enabled": "changes the state of the thread",
    "aten::hash.generic": "Python's hash of strings is salted, ours of ints is mixed: equal values have equal hashes",
    "prim::unchecked_unwrap_optional": "unchecked: written where a test was",
    "prim::id": "the address of an object",
    "prim::tolist": "its type stands in the program: test_frontend_torch_details",
    "aten::cuda": "needs a GPU",
    "prim::cat_embedding_bags": "tables and indices that fit each other: test_merged_bags",
    "prim::packed_conv2d": "weights in a form that drawing does not find: test_packed_weights",
    "prim::packed_linear": "weights in a form that drawing does not find: test_packed_weights",
}
# Rows of operations that Python does not have, without tensors among their arguments: our own meaning is the oracle.
WITHOUT_PYTHON = (
    dict.fromkeys(
        [
            "aten::ScalarImplicit.bool",
            "prim::unchecked_cast",
            "aten::_unwrap_optional",
        ],
        "a conversion that the compiler writes",
    )
    | dict.fromkeys(
        [
            "aten::Size",
            "aten::_infer_size",
            "aten::_size_if_not_equal",
            "aten::broadcast_shapes",
            "aten::list_with_default",
            "aten::list_with_default.optional",
        ],
        "sizes: torch's",
    )
    | dict.fromkeys(
        [
            "aten::get_default_dtype",
            *(f"prim::{kind}_name" for kind in ("dtype", "layout", "memory_format", "qscheme")),
            *(f"prim::code_{what}{kind}" for what in ("object", "number") for kind in ("", ".optional")),
            "prim::dtype_of_type",
            "prim::dtype_itemsize",
            "prim::dtype_is_floating_point",
            "prim::dtype_is_complex",
            "prim::dtype_is_signed",
            "prim::dtype_to_real",
            "prim::dtype_to_complex",
            "aten::angle.Scalar",
            "aten::angle.float",
            "aten::angle.int",
            "aten::dequantize.any",
            "aten::device",
            "aten::device.with_index",
            "prim::index",
            "aten::get_autocast_dtype",
            "aten::has_torch_function",
            "aten::is_scripting",
            "aten::is_autocast_cpu_enabled",
            "aten::is_autocast_enabled",
            "aten::is_grad_enabled",
            "aten::_get_cpu_capability",
            "aten::is_inference_mode_enabled",
            "aten::_get_tracing_state",
        ],
        "torch's words and state",
    )
)
# Relative differences in the last bits: these functions are the C library's on the machine and CPython's own in CPython.
_OWN_IN_CPYTHON = (
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cos",
    "cosh",
    "exp",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "log",
    "log10",
)
EXACT = (0.0, 0.0)
_OF_COMPLEX = (2e-15, 1e-322)
_OF_REAL = {"aten::gamma": (4e-15, 0.0), "aten::lgamma": (4e-15, 4e-15)}


def slack(row: Row, args: Sequence[Any]) -> tuple[float, float]:
    """How much a result may differ, relatively or absolutely; real functions do not."""
    if row.name.removeprefix("aten::") in _OWN_IN_CPYTHON and any(isinstance(a, complex) for a in args):
        return _OF_COMPLEX
    return _OF_REAL.get(row.name, EXACT)


def is_unspecified(row: Row, args: Sequence[Any]) -> bool:
    """Calls without one right answer: the dtype of no elements is the list's type on the machine, as torch.jit's; an empty
    string is a dimension to torch, and so is a dict's number of keys."""
    return row.qualified in ("aten::tensor", "aten::tensor.tuple", "aten::as_tensor.list") and _is_empty_somewhere(args[0])


def _is_empty_somewhere(x: Any) -> bool:
    if isinstance(x, list | tuple):
        return not x or any(map(_is_empty_somewhere, x))
    return x == "" or isinstance(x, dict | set)
