"""A mixture of experts: each token goes to two of many experts, and the experts that have tokens run in parallel.

Which experts run, and on how many tokens, is known only when the data is there: `torch.export` has no word for that.

    python examples/mixture_of_experts.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab


def expert(width: int) -> nn.Sequential:
    up, within, down = nn.Linear(width, 4 * width), nn.Linear(4 * width, 4 * width), nn.Linear(4 * width, width)
    return nn.Sequential(up, nn.GELU(), within, nn.GELU(), down)


class Mixture(nn.Module):
    def __init__(self, experts: int, width: int) -> None:
        super().__init__()
        self.gate = nn.Linear(width, experts)
        self.experts = nn.ModuleList(expert(width) for _ in range(experts))

    def forward(self, tokens: Tensor) -> Tensor:
        weight, chosen = self.gate(tokens).softmax(1).topk(2)
        out = torch.zeros_like(tokens)
        for i, expert in enumerate(self.experts):
            token, place = torch.where(chosen == i)
            if token.numel() > 0:
                out.index_add_(0, token, expert(tokens[token]) * weight[token, place].unsqueeze(1))
        return out


class ForkedMixture(Mixture):
    def forward(self, tokens: Tensor) -> Tensor:
        weight, chosen = self.gate(tokens).softmax(1).topk(2)
        running: list[tuple[Tensor, Tensor, ab.Future[Tensor]]] = []
        for i, expert in enumerate(self.experts):
            token, place = torch.where(chosen == i)
            if token.numel() > 0:
                running.append((token, place, ab.fork(expert, tokens[token])))
        out = torch.zeros_like(tokens)
        for token, place, future in running:  # in the order of the forks: the sum is the same each time
            out.index_add_(0, token, ab.wait(future) * weight[token, place].unsqueeze(1))
        return out


def main() -> None:
    chosen = options(__doc__)
    experts, width, tokens = (3, 8, 6) if chosen.small else (12, 48, 24)
    serial, forked = Mixture(experts, width).eval(), ForkedMixture(experts, width).eval()
    forked.load_state_dict(serial.state_dict())
    inputs = torch.randn(tokens, width)
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(inputs), lambda: in_parallel(inputs), chosen)


if __name__ == "__main__":
    main()
