"""A forked local function uses tensors of the enclosing function and of the module."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3))

    def branch(self, x, sign):
        return x * self.w * sign

    def forward(self, x):
        f = jit.fork(self.branch, x, 1)
        g = jit.fork(self.branch, x + 1, -1)
        return torch.relu(jit.wait(f)), jit.wait(g)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(3),)]
GRAD = True
