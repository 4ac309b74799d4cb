"""Dropout in eval mode and self.training read inside forks; mode changed between calls."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.9)

    def side(self, x: Tensor) -> Tensor:
        if self.training:
            return x * 100
        return self.drop(x)

    def forward(self, x: Tensor) -> Tensor:
        f = jit.fork(self.side, x)
        return jit.wait(f) + 1


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(3),)]


def check(compiled, eager):
    same(compiled(torch.ones(2)), torch.full((2,), 2.0))
    compiled.train()
    same(compiled(torch.ones(2)), torch.full((2,), 101.0))
    compiled.eval()
    same(compiled(torch.ones(2)), torch.full((2,), 2.0))
