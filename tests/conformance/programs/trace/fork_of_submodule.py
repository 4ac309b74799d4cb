"""A traced module that forks a submodule keeps the names of its parameters; gradients pass through the fork."""
TRACE = True
GRAD = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
        self.side = nn.Linear(2, 3)

    def forward(self, x):
        pending = jit.fork(self.side, x)
        return self.main(x) * torch.sigmoid(jit.wait(pending))


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),), lambda: (torch.randn(2),)]


def check(compiled, eager):
    assert sorted(dict(compiled.named_parameters())) == sorted(dict(eager.named_parameters()))
    assert count_nodes(compiled, "prim::fork", inlined=True) == 1, compiled.inlined_graph
