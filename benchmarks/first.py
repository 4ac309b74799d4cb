"""The first program of a process, compiled and called: ``python -m benchmarks.first SIDE PROGRAM`` prints the seconds of CPU.

The import of torch does not count; that of the library's own parts does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import torch

from . import programs

PROGRAMS: dict[str, Callable[[], tuple[Any, tuple[Any, ...]]]] = {
    "a function of seven lines": lambda: (programs.seven_lines, (torch.ones(2), 4)),
    "TransformerEncoderLayer": lambda: (torch.nn.TransformerEncoderLayer(16, 2, 32), (torch.ones(3, 2, 16),)),
    "MultiheadAttention": lambda: (torch.nn.MultiheadAttention(16, 2), (torch.ones(3, 2, 16),) * 3),
    "LSTM": lambda: (torch.nn.Sequential(torch.nn.LSTM(8, 8, 2)), (torch.ones(3, 2, 8),)),  # torch.jit takes no bare one
}


def script_of(side: str) -> Callable[[Any], Any]:
    if side == "torch.jit":
        return torch.jit.script  # type: ignore[no-any-return]
    import anabranch

    return anabranch.script


def main(side: str, name: str) -> None:
    program, arguments = PROGRAMS[name]()
    begin = time.process_time()
    compiled = script_of(side)(program)
    with torch.no_grad():
        compiled(*arguments)
    print(time.process_time() - begin)


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")  # torch.jit says at every step that it is deprecated
    main(*sys.argv[1:])
