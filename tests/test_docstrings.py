"""Every public name says what it is, what it raises, and shows it: the examples of its docstring run."""

from __future__ import annotations

import concurrent.futures
import doctest
import inspect
import io
import json
import re
from typing import Any, Dict, List, Optional

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab

SEEN = {
    "ab": ab, "torch": torch, "nn": nn, "Tensor": Tensor, "io": io, "json": json, "concurrent": concurrent,
    "List": List, "Dict": Dict, "Optional": Optional, "__name__": "user",
}  # fmt: skip
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
NAMES = [name for name in dir(ab) if name != "Final"]  # typing's


SLOW = {"to_fx", "script_if_tracing", "TracerWarning"}  # the first that imports the tracer


@pytest.mark.compiles_only
@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in NAMES])
def test_the_example_of_a_public_name_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warnings.filters", [])
    text = inspect.getdoc(getattr(ab, name)) or ""
    examples = doctest.DocTestParser().get_doctest(text, dict(SEEN), name, None, None)
    shown = "".join(example.source + (example.exc_msg or "") for example in examples.examples)
    assert name in shown, f"no example of {name}:\n{text}"
    said = io.StringIO()
    doctest.DocTestRunner(verbose=False, optionflags=OPTIONS).run(examples, out=said.write)
    assert not said.getvalue(), said.getvalue()


@pytest.mark.parametrize("name", [name for name in NAMES if inspect.isfunction(getattr(ab, name))])
def test_a_public_function_has_types(name: str) -> None:
    signature = inspect.signature(getattr(ab, name))
    untyped = [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty]
    assert not untyped
    assert signature.return_annotation is not inspect.Signature.empty


def test_every_error_of_a_public_function_is_named() -> None:
    """Of those that the function's own body raises."""
    for name in NAMES:
        function: Any = getattr(ab, name)
        if inspect.isfunction(function):
            raised = set(re.findall(r"raise ([A-Z]\w+)", inspect.getsource(function)))
            assert all(error in (function.__doc__ or "") for error in raised), (name, raised)
