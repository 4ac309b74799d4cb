"""Functions kept as attributes: plain, scripted, builtin; a lambda-free activation chosen in the constructor."""


def double(x: Tensor) -> Tensor:
    return x * 2


@jit.script
def sharp(x: Tensor, k: float = 3.0) -> Tensor:
    return torch.tanh(x * k)


class Layer(nn.Module):
    def __init__(self, act):
        super().__init__()
        self.act = act
        self.lin = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.lin(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Layer(F.relu)
        self.b = Layer(double)
        self.c = Layer(sharp)
        self.d = Layer(torch.sigmoid)

    def forward(self, x: Tensor) -> Tensor:
        return self.a(x) + self.b(x) + self.c(x) + self.d(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True
