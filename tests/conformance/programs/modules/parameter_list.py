"""ParameterList and ParameterDict, direct Parameters, parameters shared between two modules."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.randn(2, 2)) for _ in range(3)])
        self.gain = nn.Parameter(torch.tensor(1.5))
        self.register_parameter("none", None)
        self.a = nn.Linear(2, 2)
        self.b = nn.Linear(2, 2)
        self.b.weight = self.a.weight

    def forward(self, x: Tensor) -> Tensor:
        for w in self.weights:
            x = torch.tanh(x @ w)
        first = self.weights[0]
        if self.none is not None:
            x = x + self.none
        return self.b(self.a(x)) * self.gain + first.sum()


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True


def check(compiled, eager):
    names = sorted(n for n, _ in compiled.named_parameters())
    assert names == sorted(n for n, _ in eager.named_parameters()), names
    with torch.no_grad():
        compiled.a.weight.zero_()
    same(compiled(torch.ones(1, 2)).detach(), (compiled.b.bias * compiled.gain + dict(compiled.named_parameters())["weights.0"].sum()).detach()[None])
