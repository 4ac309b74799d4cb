"""Forked methods read a module's attributes and buffers, which forward changes after the waits and Python from outside."""


class Meter(nn.Module):
    log: List[float]

    def __init__(self):
        super().__init__()
        self.reads = 0
        self.log = []
        self.register_buffer("unit", torch.tensor(0.5))

    def read(self, x: Tensor, sign: int) -> Tensor:
        return x.sum() * self.unit * sign + self.reads

    def forward(self, x: Tensor) -> Tensor:
        up, down = jit.fork(self.read, x, 1), jit.fork(self.read, x, -1)
        both = torch.stack([up.wait(), down.wait()])
        self.reads += 2
        self.log.append(float(both[0]))
        self.unit = self.unit * 2
        return both


def make():
    return Meter()


INPUTS = [lambda: (torch.arange(4.0),), lambda: (torch.ones(1),)]


def check(compiled, eager):
    assert (compiled.reads, len(compiled.log), float(compiled.unit)) == (8, 4, 8.0)
    compiled.reads = -1
    same(compiled(torch.zeros(2)), torch.full((2,), -1.0))
    assert compiled.reads == 1
