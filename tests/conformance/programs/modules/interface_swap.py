"""An interface-typed attribute that holds one of several modules; passed to a function that takes the interface."""


@jit.interface
class Encoder(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass

    def width(self) -> int:
        pass


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3, 2))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.w)

    def width(self) -> int:
        return 3


class Big(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4, 2))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(F.linear(x, self.w)) * 2

    def width(self) -> int:
        return 4


def encode(e: Encoder, x: Tensor) -> Tuple[Tensor, int]:
    return e.forward(x), e.width()


class Net(nn.Module):
    enc: Encoder

    def __init__(self, enc: nn.Module):
        super().__init__()
        self.enc = enc

    def forward(self, x: Tensor):
        a, n = encode(self.enc, x)
        return a.sum() * n, self.enc.width()


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Net(Small())
        self.b = Net(Big())

    def forward(self, x: Tensor):
        return self.a(x), self.b(x)


def make():
    return Both()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True
