"""fork takes a submodule: its forward runs with its parameters, beside the module's own work."""


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.signal = nn.Linear(3, 2, bias=False)
        self.gate = nn.Sequential(nn.Linear(3, 2), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        opening = jit.fork(self.gate, x)
        return self.signal(x) * opening.wait()


def make():
    return Gate()


GRAD = True
INPUTS = [lambda: (torch.randn(3),), lambda: (torch.randn(2, 2, 3),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 1, compiled.graph
