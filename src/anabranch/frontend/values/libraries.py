"""Functions and classes of libraries that no program can call: what an error calls them, and what to do."""

from __future__ import annotations

import sys
from typing import Any

from ...base.torch_compat import TORCHSCRIPT_REMEDY, is_of_torchscript

_REMEDY = "call it in a function of yours that is marked @ignore and annotated: compiled code calls that in Python"


def refusal(obj: Any) -> tuple[str, str] | None:
    """The name and the remedy for Python's standard library, NumPy and what torch.jit compiled; None of everything else."""
    if is_of_torchscript(obj):
        return f"'{getattr(obj, 'name', type(obj).__name__)}', which torch.jit has compiled,", TORCHSCRIPT_REMEDY
    module = getattr(obj, "__module__", None) or type(getattr(obj, "__self__", None)).__module__
    root = module.partition(".")[0]
    if (root not in sys.stdlib_module_names and root != "numpy") or not hasattr(obj, "__qualname__"):
        return None
    library = "NumPy" if root == "numpy" else "Python's standard library"
    name = obj.__qualname__ if module == "builtins" else f"{module.removeprefix('_')}.{obj.__qualname__}"
    return f"{name}, of {library},", _REMEDY
