"""An ensemble: the same text through several networks, whose votes are averaged; a task for each network.

    python examples/ensemble.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab


class Network(nn.Module):
    """Reads a short text and votes for one of ten classes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(500, width)
        layer = nn.TransformerEncoderLayer(width, 4, 2 * width, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.out = nn.Linear(width, 10)

    def forward(self, words: Tensor) -> Tensor:
        return self.out(self.encoder(self.embedding(words)).mean(1))


class Ensemble(nn.Module):
    def __init__(self, members: int, width: int) -> None:
        super().__init__()
        self.networks = nn.ModuleList(Network(width) for _ in range(members))

    def forward(self, words: Tensor) -> Tensor:
        votes = [net(words).softmax(1) for net in self.networks]
        return torch.stack(votes).mean(0)


class ForkedEnsemble(Ensemble):
    def forward(self, words: Tensor) -> Tensor:
        votes = [ab.fork(net, words) for net in self.networks]
        return torch.stack([ab.wait(vote).softmax(1) for vote in votes]).mean(0)


def main() -> None:
    chosen = options(__doc__)
    members, width, length = (3, 8, 4) if chosen.small else (8, 64, 16)
    serial, forked = Ensemble(members, width).eval(), ForkedEnsemble(members, width).eval()
    forked.load_state_dict(serial.state_dict())
    words = torch.randint(500, (1, length))
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(words), lambda: in_parallel(words), chosen)


if __name__ == "__main__":
    main()
