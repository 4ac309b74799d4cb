"""An ignored method of a submodule that changes Python state; jit.unused on a function used in a dead branch; export."""
seen = []


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.k = 3

    @jit.ignore
    def record(self, values: List[float], label: str) -> Dict[str, int]:
        seen.append((label, len(values)))
        return {label: len(values) * self.k}

    def forward(self, x: Tensor, label: str) -> int:
        got = self.record([float(v) for v in x], label)
        return got[label]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x: Tensor) -> int:
        return self.inner(x, "fwd")

    @jit.export
    def other(self, x: Tensor, label: str = "other") -> List[int]:
        return [self.inner(x, label), self.inner(x[:1], label + "1")]


def make():
    return Net()


INPUTS = [lambda: (torch.ones(3),), lambda: (torch.zeros(0),)]


def check(compiled, eager):
    del seen[:]
    same(compiled.other(torch.ones(2)), [6, 3])
    assert seen == [("other", 2), ("other1", 1)], seen
