"""Compiles and saves the model that the service answers with, and says what it takes here: model.py FILE

An ensemble of four bidirectional LSTMs whose members run in parallel, and a method with a dict of options.
"""

from __future__ import annotations

import sys
import time

import torch
from torch import Tensor, nn

import anabranch


class Ensemble(nn.Module):
    def __init__(self, members: int, features: int, hidden: int) -> None:
        super().__init__()
        self.members = nn.ModuleList([nn.LSTM(features, hidden, bidirectional=True, batch_first=True) for _ in range(members)])
        self.head = nn.Linear(2 * hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        futures = [anabranch.fork(member, x) for member in self.members]
        results = [anabranch.wait(future)[0] for future in futures]
        return self.head(torch.stack(results).mean(0)).squeeze(-1)

    @anabranch.export
    def answer(self, x: Tensor, options: dict[str, float], names: list[str], limit: int | None = None) -> dict[str, Tensor]:
        scores = self.forward(x) * options.get("scale", 1.0)
        if limit is not None:
            scores = scores[:, :limit]
        if scores.size(0) != len(names):
            raise ValueError(f"{len(names)} names for {scores.size(0)} rows")
        return {name: scores[i] for i, name in enumerate(names)}

    @anabranch.export
    def later(self, x: Tensor) -> anabranch.Future[Tensor]:
        return anabranch.fork(self.forward, x)


def microseconds(model: anabranch.ScriptModule, calls: int) -> float:
    """The median of the calls, in this process."""
    x = torch.ones(1, 20, 32)
    times = []
    with torch.no_grad():
        for _ in range(calls):
            start = time.perf_counter()
            model(x)
            times.append(time.perf_counter() - start)
    return sorted(times)[calls // 2] * 1e6


if __name__ == "__main__":
    torch.manual_seed(0)
    compiled = anabranch.script(Ensemble(4, 32, 48).eval())
    anabranch.save(compiled, sys.argv[1])
    microseconds(compiled, 100)
    print(f"Python: {microseconds(compiled, 1000):7.0f} us a call, median of 1000 from one thread")
