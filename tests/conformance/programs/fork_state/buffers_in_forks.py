"""Forked submodules update their own buffers; the parent reads them after the waits."""


class Running(nn.Module):
    def __init__(self, momentum: float):
        super().__init__()
        self.register_buffer("mean", torch.zeros(2))
        self.register_buffer("steps", torch.tensor(0))
        self.momentum = momentum

    def forward(self, x: Tensor) -> Tensor:
        self.mean.mul_(1 - self.momentum).add_(x.mean(0) * self.momentum)
        self.steps += 1
        return x - self.mean


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList([Running(0.5), Running(0.1), Running(1.0)])
        self.bn = nn.BatchNorm1d(2)

    def forward(self, x: Tensor) -> Tensor:
        fs: List[jit.Future[Tensor]] = []
        for p in self.parts:
            fs.append(jit.fork(p, x))
        g = jit.fork(self.bn, x)
        total = jit.wait(g)
        for f in fs:
            total = total + f.wait()
        for p in self.parts:
            total = total + p.mean * p.steps
        return total


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4, 2),), lambda: (torch.randn(3, 2) + 5,)]
