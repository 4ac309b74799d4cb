"""Mistakes that users make, and the whole text that they see: ``mistakes.txt`` has both.

A block is ``=== title``, the program, ``---``, and what is raised: its class, a colon, its text.  Programs see PyTorch's usual
imports and the package's names.  A text that reads badly is mended in the product, then here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

import pytest

TABLE = Path(__file__).parent / "mistakes.txt"
HEADER = """
import collections, copy, dataclasses, enum, functools, json, logging, math, os, pickle, random, re, time
from typing import *
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
import anabranch as ab
from anabranch import Future, annotate, fork, script, trace, wait, wait_all
x = torch.ones(2)
"""


class Mistake(NamedTuple):
    title: str
    program: str
    said: str


def mistakes() -> List[Mistake]:
    blocks = TABLE.read_text().split("=== ")[1:]
    parts = [re.fullmatch(r"(.*?)\n(.*?)\n---\n(.*)", block.rstrip("\n"), re.DOTALL) for block in blocks]
    return [Mistake(*found.groups()) for found in parts if found is not None]


def namespace() -> Dict[str, Any]:
    names: Dict[str, Any] = {"__name__": "user"}
    exec(HEADER, names)
    return names


def what_is_said(program: str, directory: Path) -> str:
    place = directory / "user.py"
    place.write_text(program)
    try:
        exec(compile(program, str(place), "exec"), namespace())
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return re.sub(re.escape(f"{directory}/"), "", re.sub(r"(?m) +$", "", said))
    return "nothing"


def test_there_are_many() -> None:
    titles = [mistake.title for mistake in mistakes()]
    assert len(titles) == len(set(titles)) == TABLE.read_text().count("=== ") >= 60


@pytest.mark.compiles_only
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.title)
def test_what_is_said(mistake: Mistake, tmp_path: Path) -> None:
    assert what_is_said(mistake.program, tmp_path) == mistake.said
