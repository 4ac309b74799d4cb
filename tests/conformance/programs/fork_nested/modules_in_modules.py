"""Modules that fork their submodules, which fork theirs."""


class Leaf(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.lin(x))


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = Leaf()
        self.right = Leaf()

    def forward(self, x: Tensor) -> Tensor:
        f = jit.fork(self.left, x)
        g = jit.fork(self.right, x)
        return jit.wait(f) + jit.wait(g)


class Tree(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([Branch(), Branch()])

    def forward(self, x: Tensor) -> Tensor:
        fs: List[jit.Future[Tensor]] = []
        for b in self.branches:
            fs.append(jit.fork(b, x))
        total = torch.zeros_like(x)
        for f in fs:
            total = total + jit.wait(f)
        return total


def make():
    return Tree()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True
