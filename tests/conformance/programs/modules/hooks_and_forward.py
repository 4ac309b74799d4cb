"""Hooks run when a module is called, inside and outside; a direct call of ``forward`` skips them."""


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 3)

    def forward(self, x):
        return self.lin(x)


def doubled(self, inputs: Tuple[Tensor]) -> Tuple[Tensor]:
    return (inputs[0] * 2,)


def shifted(self, inputs: Tuple[Tensor], output: Tensor) -> Tensor:
    return output + 1


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.inner.register_forward_pre_hook(doubled)
        self.register_forward_hook(shifted)

    def forward(self, x):
        return self.inner(x) - self.inner.forward(x)


def make():
    return Outer()


INPUTS = [lambda: (torch.randn(2, 3),)]


def check(compiled, eager):
    x = torch.randn(2, 3)
    same(compiled.forward(x), eager.forward(x))
    same(compiled.inner(x), eager.inner(x))
    same(compiled.inner.forward(x), eager.inner.forward(x))
    handle = compiled.register_forward_hook(lambda module, inputs, output: output * 3)
    same(compiled(x), eager(x) * 3)
    same(compiled.forward(x), eager.forward(x))
    handle.remove()
    same(compiled(x), eager(x))
