"""Builtin operators, submodules, a sub-submodule's method forked in one traced module."""
TRACE = True


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)

    def twice(self, x):
        return self.lin(self.lin(x))

    def forward(self, x):
        return self.lin(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x):
        a = jit.fork(torch.sigmoid, x)
        b = jit.fork(self.inner.twice, x)
        c = jit.fork(self.inner.lin, x)
        return jit.wait(a) + jit.wait(b) * jit.wait(c)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),), lambda: (torch.randn(1, 2),)]
GRAD = True
