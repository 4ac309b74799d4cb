"""Speech recognition: utterances of different lengths, a task for each, and in it both directions of an LSTM at once.

    python examples/speech.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor, nn

import anabranch as ab

BLANK = 0


def letters(scores: Tensor) -> list[int]:
    """Greedy CTC: the best letter of each frame, repetitions once, blanks left out."""
    best: list[int] = scores.argmax(1).tolist()
    read: list[int] = []
    last = BLANK
    for letter in best:
        if letter != last and letter != BLANK:
            read.append(letter)
        last = letter
    return read


class Recogniser(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.forth, self.back = nn.LSTM(40, width), nn.LSTM(40, width)
        self.score = nn.Linear(2 * width, 30)

    def read(self, frames: Tensor) -> list[int]:
        forth = self.forth(frames)[0]
        back = self.back(frames.flip(0))[0].flip(0)
        return letters(self.score(torch.cat([forth, back], 1)))

    def forward(self, utterances: list[Tensor]) -> list[list[int]]:
        return [self.read(frames) for frames in utterances]


class ForkedRecogniser(Recogniser):
    def read(self, frames: Tensor) -> list[int]:
        forth = ab.fork(self.forth, frames)  # a task may fork again
        back = self.back(frames.flip(0))[0].flip(0)
        return letters(self.score(torch.cat([ab.wait(forth)[0], back], 1)))

    def forward(self, utterances: list[Tensor]) -> list[list[int]]:
        texts = [ab.fork(self.read, frames) for frames in utterances]
        return [ab.wait(text) for text in texts]


def main() -> None:
    chosen = options(__doc__)
    width, lengths = (8, [5, 3]) if chosen.small else (96, [90, 40, 70, 20, 120, 60])
    serial, forked = Recogniser(width).eval(), ForkedRecogniser(width).eval()
    forked.load_state_dict(serial.state_dict())
    utterances = [torch.randn(length, 40) for length in lengths]
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(utterances), lambda: in_parallel(utterances), chosen)


if __name__ == "__main__":
    main()
