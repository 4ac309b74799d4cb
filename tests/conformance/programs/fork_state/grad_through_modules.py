"""Gradients reach parameters used in several forks, inputs shared by forks and detached ones."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Linear(3, 3)
        self.own = nn.ModuleList([nn.Linear(3, 3) for _ in range(2)])

    def path(self, x: Tensor, scale: float) -> Tensor:
        return torch.sigmoid(self.shared(x)) * scale

    def forward(self, x: Tensor) -> Tensor:
        fs = [jit.fork(self.path, x, 0.5), jit.fork(self.path, x * 2, 1.5), jit.fork(self.path, x.detach(), 3.0)]
        gs = [jit.fork(m, x) for m in self.own]
        total = torch.zeros_like(x)
        for f, g in zip(fs, gs):
            total = total + jit.wait(f) * jit.wait(g)
        return total + jit.wait(fs[2])


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3).requires_grad_(),), lambda: (torch.randn(1, 3),)]
GRAD = True
