"""A traced ensemble: a ModuleList forked in a loop, results stacked."""
TRACE = True


class Ensemble(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.members = nn.ModuleList([nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)) for _ in range(n)])

    def forward(self, x):
        futures = [jit.fork(m, x) for m in self.members]
        results = [jit.wait(f) for f in futures]
        return torch.stack(results).mean(0), results[-1]


def make():
    return Ensemble(3)


INPUTS = [lambda: (torch.randn(4, 3),), lambda: (torch.randn(1, 3),)]
GRAD = True


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 3, str(compiled.graph)
