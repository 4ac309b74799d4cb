"""A missing dict key in a forked method; an unwrapped None by assert."""
EXPECT = ("runtime", r"(?i)key|weights are missing")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = {"a": 1.0, "b": 2.0}

    def lookup(self, key: str, w: Optional[Tensor]) -> Tensor:
        assert w is not None, "weights are missing"
        return w * self.table[key]

    def forward(self, keys: List[str], w: Optional[Tensor]) -> Tensor:
        fs = [jit.fork(self.lookup, k, w) for k in keys]
        return torch.stack([jit.wait(f) for f in fs])


def make():
    return Net()


INPUTS = [lambda: (["a", "zz"], torch.ones(1)), lambda: (["a"], None)]
OK_INPUTS = [lambda: (["a", "b"], torch.ones(1))]
