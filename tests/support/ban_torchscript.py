"""``pytest --ban-torchscript``: PyTorch's TorchScript raises, here and in the processes that tests start.

Tests that use torch.jit as their oracle carry the marker ``oracle`` and are left out.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest

ENTRIES = ("script", "trace", "trace_module", "fork", "wait", "save", "load")
CORE_ENTRIES = ("fork", "wait", "parse_ir")  # parse_schema is part of torch.compile
# torch.ops takes its operators from it.
ALLOWED = ("_jit_get_operation",)
# PyTorch's own tables of operators and modules set flags of TorchScript when they are imported.
TABLES = ("torch.testing._internal.common_methods_invocations", "torch.testing._internal.common_modules")


class TorchScriptUsed(BaseException):
    """No Exception: code that tries and catches is found too."""


def _raiser(name: str) -> Any:
    def banned(*args: Any, **kwargs: Any) -> NoReturn:
        raise TorchScriptUsed(name)

    return banned


def ban(torch: Any) -> None:
    """From now on whatever calls PyTorch's compiler, tracer or executor fails."""
    core = torch._C
    names = [n for n in dir(core) if n.startswith("_jit_") or "_from_trace" in n or n in CORE_ENTRIES]
    for name in names:
        if name not in ALLOWED:
            setattr(core, name, _raiser(f"torch._C.{name}"))
    for name in ENTRIES:
        setattr(torch.jit, name, _raiser(f"torch.jit.{name}"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--ban-torchscript", action="store_true", help="PyTorch's TorchScript raises; oracle tests are left out")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "oracle: runs torch.jit beside ours (left out by --ban-torchscript)")
    if config.getoption("--ban-torchscript"):
        for table in TABLES:
            importlib.import_module(table)
        ban(importlib.import_module("torch"))
        here = str(Path(__file__).parent / "banned")  # its sitecustomize.py bans in child processes
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--ban-torchscript"):
        oracles = [item for item in items if item.get_closest_marker("oracle")]
        config.hook.pytest_deselected(items=oracles)
        items[:] = [item for item in items if item not in set(oracles)]


def pytest_report_header(config: pytest.Config) -> str | None:
    return "TorchScript is banned: tests marked oracle are left out" if config.getoption("--ban-torchscript") else None
