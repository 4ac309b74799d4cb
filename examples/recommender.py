"""A recommender: what a user clicked, bought and is, and the items to rank, go through four towers that run in parallel.

    python examples/recommender.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab


def tower(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 64))


class History(nn.Module):
    """The items that a user saw, as one vector: an embedding and a GRU."""

    def __init__(self, items: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(items, width)
        self.gru = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, 64)

    def forward(self, seen: Tensor) -> Tensor:
        return self.out(self.gru(self.embedding(seen))[0][:, -1])


class Recommender(nn.Module):
    def __init__(self, width: int, items: int) -> None:
        super().__init__()
        self.clicked, self.bought = History(items, width // 2), History(items, width // 2)
        self.user, self.item = tower(40, width), tower(60, width)
        self.score = nn.Linear(4 * 64, 1)

    def forward(self, user: Tensor, item: Tensor, clicks: Tensor, purchases: Tensor) -> Tensor:
        one_user = torch.cat([self.clicked(clicks), self.bought(purchases), self.user(user)], 1)
        return self.ranked(one_user, self.item(item))

    def ranked(self, user: Tensor, items: Tensor) -> Tensor:
        return self.score(torch.cat([user.expand(items.size(0), -1), items], 1))


class ForkedRecommender(Recommender):
    def forward(self, user: Tensor, item: Tensor, clicks: Tensor, purchases: Tensor) -> Tensor:
        clicked = ab.fork(self.clicked, clicks)  # the longest first
        bought = ab.fork(self.bought, purchases)
        items = ab.fork(self.item, item)
        of_user = self.user(user)  # the last part needs no fork: this task does it
        return self.ranked(torch.cat([ab.wait(clicked), ab.wait(bought), of_user], 1), ab.wait(items))


def main() -> None:
    chosen = options(__doc__)
    width, candidates, steps = (32, 4, 5) if chosen.small else (256, 20, 50)
    serial, forked = Recommender(width, 1000).eval(), ForkedRecommender(width, 1000).eval()
    forked.load_state_dict(serial.state_dict())
    histories = torch.randint(1000, (1, steps)), torch.randint(1000, (1, steps))
    inputs = torch.randn(1, 40), torch.randn(candidates, 60), *histories
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(*inputs), lambda: in_parallel(*inputs), chosen)


if __name__ == "__main__":
    main()
