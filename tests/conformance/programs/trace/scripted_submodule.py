"""A scripted submodule inside a traced module keeps its control flow."""
TRACE = True


class Clip(nn.Module):
    def forward(self, x: Tensor, limit: int) -> Tensor:
        n = 0
        while bool(x.abs().max() > limit) and n < 10:
            x = x * 0.5
            n += 1
        return x + n


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.clip = jit.script(Clip())
        self.lin = nn.Linear(2, 2)

    def forward(self, x):
        return self.lin(self.clip(x * 2, 3))


def make():
    return Net()


INPUTS = [lambda: (torch.ones(1, 2),), lambda: (torch.full((2, 2), 40.0),), lambda: (torch.zeros(1, 2),)]
GRAD = True
