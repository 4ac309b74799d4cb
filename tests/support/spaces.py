"""Modules of tests made from text: nothing else holds what they define."""

from __future__ import annotations
import __future__

import enum
import itertools
import linecache
import sys
import textwrap
import types
import typing
from typing import Any

import torch
from torch import nn

import anabranch as ab

_numbers = itertools.count()


class Life:
    """Dies with the names of the module that it stands in."""


def module_of(text: str, **names: Any) -> Any:
    """The module that ``text`` defines, seeing torch, typing and this library; its ``life`` ends with it."""
    number = next(_numbers)
    file, name, text = f"<space {number}>", f"space_{number}", textwrap.dedent(text)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = sys.modules[name] = types.ModuleType(name)
    known = {name: getattr(typing, name) for name in ("Any", "Dict", "List", "NamedTuple", "Optional", "Tuple")}
    vars(space).update(known, torch=torch, nn=nn, enum=enum, ab=ab, Tensor=torch.Tensor, life=Life(), **names)
    vars(space).update(fork=ab.fork, wait=ab.wait, Future=ab.Future)
    flags = __future__.annotations.compiler_flag
    exec(compile(text, file, "exec", flags=flags, dont_inherit=True), vars(space))
    return space


def forget_modules() -> None:
    """Nobody can import them any more, and ``typing``, which keeps the last 128 of each ``Optional[...]``, forgets them."""
    for clear in typing._cleanups:
        clear()
    for name in [name for name in sys.modules if name.startswith("space_")]:
        del sys.modules[name]
