"""A traced module with forks is saved and loaded, with its buffer and parameters."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.tensor([1.0, -1.0]))
        self.proj = nn.Linear(2, 2)

    def scaled(self, x):
        return x * self.scale

    def forward(self, x):
        pending = jit.fork(self.scaled, x)
        return jit.fork(self.proj, x).wait() + pending.wait()


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]


def check(compiled, eager):
    loaded = roundtrip(compiled)
    x = torch.randn(5, 2)
    same(loaded(x), compiled(x))
    assert sorted(loaded.state_dict()) == ["proj.bias", "proj.weight", "scale"]
