"""Functions of torch.nn.functional and whole Sequentials forked; a fork per layer, results added."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(3, 3), nn.ReLU()) for _ in range(3)])
        self.norm = nn.LayerNorm(3)

    def forward(self, x: Tensor) -> Tensor:
        f = jit.fork(F.relu, x)
        g = jit.fork(F.softmax, x, dim=1)
        h = jit.fork(F.linear, x, torch.ones(3, 3))
        total = jit.wait(f) + jit.wait(g) * jit.wait(h)
        for block in self.blocks:
            p = jit.fork(block, x)
            total = total + self.norm(jit.wait(p))
        return total


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3),)]
GRAD = True
