"""What the first call of a function shows where it fails: it makes the program, calls after it do not."""

from __future__ import annotations

import traceback

import pytest
import torch
from torch import Tensor

import anabranch as ab


def product(x: Tensor) -> Tensor:
    return ab.wait(ab.fork(torch.matmul, x, x))


@pytest.mark.parametrize("argument", [torch.ones(2, 3), "no tensor"])
def test_the_first_failing_call_shows_what_later_ones_do(argument: object) -> None:
    compiled = ab.script(product)
    shown = []
    for _ in range(2):
        with pytest.raises((RuntimeError, TypeError)) as caught:
            compiled(argument)
        shown.append([frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)])
    assert shown[0] == shown[1] == [__file__]
