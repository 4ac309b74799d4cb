"""Beam search: every sentence is decoded in a task of its own, for as many steps as it needs.

    python examples/beam_search.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab

END = 0


class Decoder(nn.Module):
    """A GRU that writes words; ``beam`` candidates at a time."""

    def __init__(self, words: int, width: int, beam: int, steps: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.cell = nn.GRUCell(width, width)
        self.out = nn.Linear(width, words)
        self.words, self.beam, self.steps = words, beam, steps

    def decode(self, state: Tensor) -> Tensor:
        """The best sentence, [length], of one sample's state, [width]."""
        states = state.expand(self.beam, -1)
        sentences = torch.ones(self.beam, 1, dtype=torch.int64)
        totals = torch.full((self.beam,), -1e9)
        totals[0] = 0.0  # all candidates are alike yet: one counts
        for _ in range(self.steps):
            states = self.cell(self.embedding(sentences[:, -1]), states)
            scores = totals.unsqueeze(1) + self.out(states).log_softmax(1)
            totals, places = scores.flatten().topk(self.beam)
            source = places.div(self.words, rounding_mode="floor")
            sentences = torch.cat([sentences[source], (places % self.words).unsqueeze(1)], 1)
            states = states[source]
            if int(sentences[0, -1]) == END:  # the best candidate is done: known only now
                break
        return sentences[0]

    def forward(self, states: Tensor) -> list[Tensor]:
        return [self.decode(states[i]) for i in range(states.size(0))]


class ForkedDecoder(Decoder):
    def forward(self, states: Tensor) -> list[Tensor]:
        sentences = [ab.fork(self.decode, states[i]) for i in range(states.size(0))]
        return [ab.wait(sentence) for sentence in sentences]


def main() -> None:
    chosen = options(__doc__)
    words, width, beam, steps, batch = (20, 8, 2, 3, 2) if chosen.small else (2000, 128, 4, 20, 6)
    serial, forked = Decoder(words, width, beam, steps).eval(), ForkedDecoder(words, width, beam, steps).eval()
    forked.load_state_dict(serial.state_dict())
    states = torch.randn(batch, width)
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(states), lambda: in_parallel(states), chosen)


if __name__ == "__main__":
    main()
