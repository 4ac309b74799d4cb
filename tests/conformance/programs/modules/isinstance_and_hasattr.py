"""hasattr and isinstance on self and submodules choose branches at compile time; getattr with a literal."""


class Maybe(nn.Module):
    def __init__(self, extra: bool):
        super().__init__()
        self.base = 2.0
        if extra:
            self.extra = nn.Parameter(torch.ones(2) * 3)

    def forward(self, x: Tensor) -> Tensor:
        y = x * getattr(self, "base")
        if hasattr(self, "extra"):
            y = y + self.extra
        return y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = Maybe(True)
        self.two = Maybe(False)

    def forward(self, x: Tensor) -> Tensor:
        return self.one(x) - self.two(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
GRAD = True
