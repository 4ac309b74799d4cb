"""Training: the branches of a model run forward in parallel, and learn what they learn serially.

    python examples/training.py [--timeline FILE] [--small]

The forward pass is forked; the backward pass is PyTorch's own, on its own threads.
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab


class Branches(nn.Module):
    def __init__(self, branches: int, width: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(nn.LSTM(16, width) for _ in range(branches))
        self.out = nn.Linear(branches * width, 1)

    def forward(self, x: Tensor) -> Tensor:
        parts = [branch(x)[0][-1] for branch in self.branches]
        return self.out(torch.cat(parts, 1))


class ForkedBranches(Branches):
    def forward(self, x: Tensor) -> Tensor:
        parts = [ab.fork(branch, x) for branch in self.branches]
        return self.out(torch.cat([ab.wait(part)[0][-1] for part in parts], 1))


class Trainer:
    """A compiled model with its optimiser."""

    def __init__(self, model: nn.Module) -> None:
        self.model = ab.script(model)
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=0.05)

    def step(self, x: Tensor, target: Tensor) -> Tensor:
        self.optimiser.zero_grad()
        loss = nn.functional.mse_loss(self.model(x), target)
        loss.backward()
        self.optimiser.step()
        return loss.detach()


def main() -> None:
    chosen = options(__doc__)
    branches, width, steps, batch = (2, 8, 4, 2) if chosen.small else (6, 64, 60, 1)
    serial, forked = Branches(branches, width), ForkedBranches(branches, width)
    forked.load_state_dict(serial.state_dict())
    x = torch.randn(steps, batch, 16)
    target = x.mean((0, 2)).unsqueeze(1)
    in_turn, in_parallel = Trainer(serial), Trainer(forked)
    compare(lambda: in_turn.step(x, target), lambda: in_parallel.step(x, target), chosen)
    print(f"loss   {in_parallel.step(x, target).item():8.4f}")


if __name__ == "__main__":
    main()
