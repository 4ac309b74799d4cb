"""Submodules with their own attributes; a parent writes a child's attribute and calls its methods."""


class Meter(nn.Module):
    total: float

    def __init__(self, k: int):
        super().__init__()
        self.k = k
        self.total = 0.0

    def add(self, x: float) -> float:
        self.total += x * self.k
        return self.total

    def forward(self, x: Tensor) -> Tensor:
        self.add(float(x.sum()))
        return x * self.k


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Meter(1)
        self.second = Meter(2)

    def reset(self, to: float):
        self.first.total = to
        self.second.total = -to

    def forward(self, x: Tensor, reset: bool):
        if reset:
            self.reset(2.5)
        y = self.second(self.first(x))
        direct = self.second.add(1.0)
        return y, self.first.total, direct, self.first.k + self.second.k


def make():
    return Net()


INPUTS = [lambda: (torch.ones(2), False), lambda: (torch.randn(3), True)]


def check(compiled, eager):
    compiled.first.total = 100.0
    same(compiled(torch.ones(1), False)[1], 101.0)
