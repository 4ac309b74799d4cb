"""A submodule that is already scripted, one traced, one plain, used together; scripting twice gives the same object."""


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(2))

    def forward(self, x: Tensor) -> Tensor:
        if bool(x.sum() > 0):
            return x * self.w
        return x - self.w


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = jit.script(Gate())
        self.traced = jit.trace(nn.Linear(2, 2), (torch.ones(1, 2),))
        self.plain = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.plain(self.traced(self.gate(x)))


def make():
    return Net()


INPUTS = [lambda: (torch.ones(2, 2),), lambda: (-torch.ones(1, 2),)]
GRAD = True


def check(compiled, eager):
    assert jit.script(compiled) is compiled
    assert sorted(compiled.state_dict()) == ["gate.w", "plain.bias", "plain.weight", "traced.bias", "traced.weight"]
