"""The one file that imports the native core, after ``torch`` and after a look at what it was built against.

Non-goal: using it; ``native_backend`` does.
"""

from __future__ import annotations

import functools
from types import ModuleType

import torch

from ..base.errors import BackendError
from ..base.package import FOLDER
from ..bytecode.instructions import FINGERPRINT


def built_for() -> str | None:
    """The version of torch that the core was built against; None if there is no core."""
    record = FOLDER / "_native.torch"
    has_core = any(FOLDER.glob("_native.*.so")) or any(FOLDER.glob("_native.*.pyd"))
    return record.read_text(encoding="ascii").strip() if has_core and record.exists() else None


def is_built() -> bool:
    return built_for() is not None


def check_version(built: str | None, present: str) -> None:
    """Raises BackendError unless a core built against ``built`` can be loaded beside torch ``present``."""
    if built is None:
        raise BackendError(
            "the native core is not built\nhelp: install a C++ compiler and run `make setup` (or `pip install` again), "
            "or choose ANABRANCH_BACKEND=interpreter"
        )
    if _abi(built) != _abi(present):
        raise BackendError(
            f"the native core was built for another torch: expected {_abi(built)}, got {present}\n"
            f"help: pip install torch=={built.partition('+')[0]}, or build anabranch again with the torch you have"
        )


def check_instructions(built: str) -> None:
    """Raises BackendError unless the core was built from the table of instructions that the package has."""
    if built != FINGERPRINT:
        raise BackendError(
            "the native core was built from another table of instructions\n"
            "help: make native (or `pip install` again), or choose ANABRANCH_BACKEND=interpreter"
        )


def _abi(version: str) -> str:
    """PyTorch's C++ ABI changes with the minor version."""
    return ".".join(version.partition("+")[0].split(".")[:2])


@functools.cache
def core() -> ModuleType:
    """The native module.  Raises BackendError if it is not built or does not fit this torch or this package."""
    check_version(built_for(), torch.__version__)
    from .. import _native

    module: ModuleType = _native
    check_instructions(module.instruction_set)
    return module
