"""Archives of every format that is still read, and the programs that they were saved from.

Those of the format of today are written from the top folder, under a name that says nothing of the machine:

    PYTHONPATH=src python -c "F = 'tests/archives/__init__.py'; exec(compile(open(F).read(), F, 'exec'))"

Older ones stay as they are.
"""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.archive.writer import FORMAT

HERE = Path(globals().get("__file__", "tests/archives/x")).resolve().parent


class Kind(enum.Enum):
    SUM = "sum"
    MEAN = "mean"


class Result(NamedTuple):
    value: Tensor
    calls: int


class Tally:
    def __init__(self) -> None:
        self.calls = 0

    def next(self) -> int:
        self.calls += 1
        return self.calls


class Affine(nn.Module):
    """Not nn.Linear, whose source has a place on the machine that writes."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.arange(6.0).view(2, 3))
        self.bias = nn.Parameter(torch.full((2,), 0.5))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x, self.weight.t())


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = Affine()
        self.tally = Tally()
        self.register_buffer("row", self.linear.weight.data[0])

    def forward(self, x: Tensor, kind: Kind = Kind.SUM) -> Result:
        pending = ab.fork(self.linear, x)
        if kind == Kind.MEAN:
            raise ValueError(f"no {kind.value}")
        return Result(pending.wait() + self.row.sum(), self.tally.next())


def halved(x: Tensor, times: int = 1, by: Tensor = torch.tensor([2.0, 4.0])) -> Tensor:  # noqa: B008
    for _ in range(times):
        x = x / by
    return x


def traced(x: Tensor) -> Tensor:
    return torch.add(x, 1.5).view(x.shape[0], -1)


def compiled() -> dict[str, Any]:
    return {"module": ab.script(Net()), "function": ab.script(halved), "trace": ab.trace(traced, (torch.ones(2, 3),))}


if __name__ == "__main__":
    for name, program in compiled().items():
        program.save(HERE / f"format{FORMAT}-{name}.ab")
