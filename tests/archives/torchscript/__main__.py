"""Writes the files, with torch.jit.  Imports nothing of ours, so that other versions of PyTorch can run it."""

import enum
import json
import sys
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn


class Kind(enum.Enum):
    SUM = 1
    MEAN = 2


class Reduced(NamedTuple):
    value: Tensor
    name: str


@torch.jit.script
class Tally:
    def __init__(self, start: int):
        self.count = start
        self.seen: List[int] = []

    def add(self, n: int) -> int:
        self.count += n
        self.seen.append(n)
        return self.count


@torch.jit.interface
class Step(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class Double(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2


class Packed(nn.Module):
    """Its state goes through its own methods."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = torch.arange(4.0)

    @torch.jit.export
    def __getstate__(self) -> Tuple[Tensor, bool]:
        return self.numbers[:2], self.training

    @torch.jit.export
    def __setstate__(self, state: Tuple[Tensor, bool]) -> None:
        self.numbers = torch.cat([state[0], state[0] + 2])
        self.training = state[1]

    def forward(self, x: Tensor) -> Tensor:
        return x + self.numbers[-1]


def reduced(x: Tensor, kind: Kind) -> Tensor:
    if kind == Kind.SUM:
        return x.sum()
    return x.mean()


class Net(nn.Module):
    step: Step
    table: Dict[str, List[int]]

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.norm = nn.BatchNorm1d(4)
        self.steps = nn.ModuleList([Double(), nn.ReLU()])
        self.step = Double()
        self.packed = Packed()
        self.kind, self.maybe, self.table = Kind.MEAN, torch.jit.Attribute(None, Optional[int]), {"é": [1, 2]}
        self.register_buffer("weights", torch.arange(6.0).reshape(2, 3)[:, 1:])

    def forward(self, x: Tensor, times: int = 2, label: str = "größe") -> Tuple[Reduced, Tensor, int, Dict[str, List[int]]]:
        task = torch.jit.fork(reduced, x, self.kind)
        y = self.norm(self.first(x))
        for step in self.steps:
            y = step(y)
        tally = Tally(1)
        for i in range(times):
            if tally.add(i) > 3:
                break
            y = self.step.forward(y)
        if self.maybe is None:
            y = self.packed(y)
        with torch.no_grad():
            z = y[:, 1:3] * self.weights[0]
        assert len(label) > 1, "no label"
        return Reduced(torch.jit.wait(task), label + "日"), z + y[:, :2], tally.count, self.table


def convolutions() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Hardtanh(), nn.Flatten(), nn.Linear(18, 2))


def example() -> Tensor:
    return torch.arange(25.0).reshape(1, 1, 5, 5) / 25


def main() -> None:
    torch.manual_seed(3)
    version = torch.__version__.partition("+")[0]
    net = torch.jit.script(Net().eval())
    x = torch.arange(6.0).reshape(2, 3)
    found = net(x)
    answers = {"net": [found[0].value.tolist(), found[0].name, found[1].tolist(), found[2], found[3]]}
    traced = torch.jit.trace(convolutions().eval(), example())
    answers["trace"] = traced(example()).tolist()
    for name, compiled in (("net", net), ("trace", traced)):
        files = {"answer.json": json.dumps(answers[name])}
        torch.jit.save(compiled, f"{sys.argv[1]}/{version}-{name}.pt", _extra_files=files)


if __name__ == "__main__":
    main()
