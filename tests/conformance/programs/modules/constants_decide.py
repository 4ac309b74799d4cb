"""Final attributes and __constants__ are known when compiling: branches on them may lack attributes, loops over them unroll."""
from typing import Final


class Stage(nn.Module):
    steps: Final[int]
    tags: Final[List[str]]
    __constants__ = ["scaled", "border"]

    def __init__(self, steps: int, scaled: bool):
        super().__init__()
        self.steps = steps
        self.tags = [chr(97 + i) for i in range(steps)]
        self.scaled = scaled
        self.border = (steps, 1)
        if scaled:
            self.scale = nn.Parameter(torch.full((1,), 3.0))

    def forward(self, x: Tensor) -> Tuple[Tensor, str]:
        text = ""
        for tag in self.tags:
            text = tag + text
        for _ in range(self.steps):
            x = F.pad(x, [self.border[0], self.border[1]], value=1.0)
        if self.scaled:
            x = x * self.scale
        return x, text


class Stages(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Stage(0, True)
        self.second = Stage(2, False)

    def forward(self, x: Tensor):
        return self.first(x), self.second(x)


def make():
    return Stages()


INPUTS = [lambda: (torch.randn(2),)]
