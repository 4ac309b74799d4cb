"""A shape error of an operator inside a forked module reaches the caller."""
EXPECT = ("runtime", r"(?i)shapes cannot be multiplied|size mismatch|must match")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 2)
        self.b = nn.Linear(3, 2)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        f = jit.fork(self.a, x)
        g = jit.fork(self.b, y)
        return jit.wait(f) + jit.wait(g)


def make():
    return Net()


INPUTS = [lambda: (torch.ones(1, 4), torch.ones(1, 3)), lambda: (torch.ones(2, 3), torch.ones(5, 3))]
OK_INPUTS = [lambda: (torch.ones(1, 3), torch.ones(1, 3)), lambda: (torch.randn(2, 3), torch.randn(1, 3))]
