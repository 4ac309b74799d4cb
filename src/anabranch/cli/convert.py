"""``anabranch convert``: a saved program of torch.jit.save, or of an older version of ours → ours."""

from __future__ import annotations

import argparse
import os

from ..api.archives import load, save
from . import main
from .usage import UsageError


@main.convert.is_given
def convert(asked: argparse.Namespace) -> int:
    if not os.path.isfile(asked.source):
        raise UsageError(f"there is no file {asked.source}")
    save(load(asked.source), asked.output)
    before, after = (os.path.getsize(path) for path in (asked.source, asked.output))
    print(f"{asked.output}: {after:,} bytes ({asked.source}: {before:,})")
    return 0
