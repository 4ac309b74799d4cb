"""Assigning to a constant attribute is a compile error that names it."""
from typing import Final
EXPECT = ("compile", r"depth")


class Net(nn.Module):
    depth: Final[int]

    def __init__(self):
        super().__init__()
        self.depth = 3

    def forward(self, x: Tensor) -> Tensor:
        self.depth = 4
        return x * self.depth


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
