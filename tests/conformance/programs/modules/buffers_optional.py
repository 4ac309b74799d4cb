"""Buffers that are None, non-persistent buffers, buffers replaced by other shapes, buffers in submodules of a list
(torch.jit forgets which buffers are not persistent)."""
BEYOND = True


class Cache(nn.Module):
    def __init__(self, n: int):
        super().__init__()
        self.register_buffer("seen", torch.zeros(n))
        self.register_buffer("scratch", torch.ones(1), persistent=False)
        self.register_buffer("nothing", None)

    def forward(self, x: Tensor) -> Tensor:
        self.seen = torch.cat([self.seen, x])
        self.scratch.mul_(2)
        if self.nothing is not None:
            return x * 1000
        return self.seen.sum() + self.scratch


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.caches = nn.ModuleList([Cache(1), Cache(2)])

    def forward(self, x: Tensor) -> List[Tensor]:
        return [c(x) for c in self.caches]


def make():
    return Net()


INPUTS = [lambda: (torch.ones(2),), lambda: (torch.randn(1),)]


def check(compiled, eager):
    assert sorted(compiled.state_dict()) == ["caches.0.seen", "caches.1.seen"]
    assert sorted(n for n, _ in compiled.named_buffers()) == sorted(n for n, _ in eager.named_buffers())
