"""A ModuleList forked in a comprehension, a Sequential forked, methods with state read in forks."""


class Branch(nn.Module):
    def __init__(self, k: int):
        super().__init__()
        self.lin = nn.Linear(3, 3)
        self.k = k

    def scaled(self, x: Tensor, by: float = 1.0) -> Tensor:
        return self.lin(x) * self.k * by

    def forward(self, x: Tensor) -> Tensor:
        return self.scaled(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([Branch(k) for k in range(1, 4)])
        self.tail = nn.Sequential(nn.Linear(3, 2), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        fs = [jit.fork(b, x) for b in self.branches]
        gs = jit.annotate(List[jit.Future[Tensor]], [])
        for b in self.branches:
            gs.append(jit.fork(b.scaled, x, by=0.5))
        total = torch.stack([jit.wait(f) for f in fs]).sum(0)
        for g in gs:
            total = total - jit.wait(g)
        return jit.wait(jit.fork(self.tail, total))


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3),)]
GRAD = True
