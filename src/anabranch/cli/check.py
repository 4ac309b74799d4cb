"""``anabranch check``: whether a program's result may depend on the order of its tasks."""

from __future__ import annotations

import argparse
import json

import torch

from ..api.check import check as checked
from . import main
from .targets import compiled, inputs, method


@main.check.is_given
def check(asked: argparse.Namespace) -> int:
    """Exit code 1 if something races."""
    f = method(compiled(asked.target), asked.method)
    given, named = inputs(asked)
    with torch.no_grad():
        found = checked(f, *given, **named)
    print(json.dumps(found.to_dict(), indent=2) if asked.json else found)
    if found.error is not None:
        raise found.error
    return 0 if found.ok else 1
