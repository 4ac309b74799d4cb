"""Methods inherited and overridden, super() calls in methods and in forward, class attributes, static methods
(torch.jit has no super() in modules)."""
BEYOND = True


class Base(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.width = width

    def shape(self, x: Tensor) -> Tensor:
        return self.lin(x)

    def scale(self) -> int:
        return 1

    @staticmethod
    def combine(a: Tensor, b: Tensor) -> Tensor:
        return a * 2 - b

    def forward(self, x: Tensor) -> Tensor:
        return self.shape(x) * self.scale()


class Child(Base):
    def scale(self) -> int:
        return self.width * 10

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return self.combine(y, x)


class Grandchild(Child):
    def shape(self, x: Tensor) -> Tensor:
        return torch.tanh(super().shape(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.mods = nn.ModuleList([Base(2), Child(2), Grandchild(2)])

    def forward(self, x: Tensor) -> List[Tensor]:
        return [m(x) for m in self.mods]


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 2),)]
GRAD = True
