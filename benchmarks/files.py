"""Programs and their files: saving, loading, bytes.  Both sides write the same program; each reads from a path."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

import anabranch as ab

from .measure import Action

FOLDER = tempfile.TemporaryDirectory()
OURS, THEIRS = (os.path.join(FOLDER.name, name) for name in ("ours.ab", "theirs.pt"))


def thousand_operators(x: Tensor) -> tuple[Tensor, Tensor]:
    y = x
    for i in range(250):
        x = torch.tanh(x * (0.5 + i / 1000)) + y
        y = torch.add(y, x, alpha=i)
    return x, y


def small_steps() -> tuple[Any, Any]:
    example = torch.ones(2)
    return ab.trace(thousand_operators, (example,)), torch.jit.trace(thousand_operators, (example,))


def large_weights() -> tuple[Any, Any]:
    """A hundred megabytes."""
    model = nn.Sequential(*(nn.Linear(1024, 1024) for _ in range(25)))
    return ab.script(model), torch.jit.script(model)


Programs = Callable[[], tuple[Any, Any]]


def saving(programs: Programs, count: int) -> Callable[[], dict[str, Action]]:
    """Each program is saved once, and had not been called."""

    def sides() -> dict[str, Action]:
        made = [programs() for _ in range(count)]
        ours, theirs = iter([o for o, _ in made]), iter([t for _, t in made])
        return {"ours": lambda: ab.save(next(ours), OURS), "torch.jit": lambda: torch.jit.save(next(theirs), THEIRS)}

    return sides


def loading(programs: Programs) -> Callable[[], dict[str, Action]]:
    def sides() -> dict[str, Action]:
        write(programs)
        return {"ours": lambda: ab.load(OURS), "torch.jit": lambda: torch.jit.load(THEIRS)}

    return sides


def moving_in(programs: Programs) -> Callable[[], dict[str, Action]]:
    """Both read the file of torch.jit.save."""

    def sides() -> dict[str, Action]:
        write(programs)
        return {"ours": lambda: ab.load(THEIRS), "torch.jit": lambda: torch.jit.load(THEIRS)}

    return sides


def sizes(programs: Programs) -> dict[str, float]:
    write(programs)
    return {"ours": os.path.getsize(OURS), "torch.jit": os.path.getsize(THEIRS)}


def write(programs: Programs) -> None:
    ours, theirs = programs()
    ab.save(ours, OURS)
    torch.jit.save(theirs, THEIRS)
