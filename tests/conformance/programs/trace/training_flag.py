"""A module traced in eval mode says so; its submodules, named parameters and original name are there."""
TRACE = True


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))

    def forward(self, x):
        return x * self.w if not self.training else x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x):
        return self.inner(x) + 1


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(2),)]


def check(compiled, eager):
    assert not compiled.training and not compiled.inner.training
    assert [n for n, _ in compiled.named_parameters()] == ["inner.w"]
    assert isinstance(compiled, nn.Module)
    assert str(compiled.graph).startswith("graph(")
