"""Forks of self's methods, of a submodule's method and of an exported method, with state and defaults."""


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))

    def shifted(self, x: Tensor, by: float = 0.5) -> Tensor:
        return x * self.w + by

    def forward(self, x: Tensor) -> Tensor:
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.factor = 3

    def scale(self, x: Tensor, times: int) -> Tensor:
        return x * self.factor * times

    @jit.export
    def both(self, x: Tensor) -> Tensor:
        f = jit.fork(self.scale, x, times=2)
        g = jit.fork(self.inner.shifted, x)
        return jit.wait(f) - jit.wait(g)

    def forward(self, x: Tensor) -> Tensor:
        f = jit.fork(self.both, x)
        g = jit.fork(self.inner.shifted, by=2.0, x=x)
        h = jit.fork(self.inner, x)
        return jit.wait(f) * jit.wait(g) + jit.wait(h)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),), lambda: (torch.randn(3, 2),)]
GRAD = True


def check(compiled, eager):
    same(compiled.both(torch.ones(2)).detach(), torch.tensor([4.5, 4.5]))
