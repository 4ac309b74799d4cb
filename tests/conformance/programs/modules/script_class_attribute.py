"""A script class and an enum kept as attributes of a module, mutated in forward."""
import enum


@jit.script
class Stats:
    def __init__(self, decay: float):
        self.decay = decay
        self.mean = 0.0
        self.seen: List[int] = []

    def update(self, x: float, n: int) -> float:
        self.mean = self.mean * self.decay + x * (1 - self.decay)
        self.seen.append(n)
        return self.mean


class Kind(enum.Enum):
    A = 1
    B = 2


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.kind = Kind.B
        self.scale = 3

    def forward(self, x: Tensor, n: int):
        s = Stats(0.5)
        for i in range(n):
            s.update(float(x.sum()) * i, i)
        bonus = 1 if self.kind == Kind.A else 2
        return s.mean, s.seen, bonus * self.scale, self.kind


def make():
    return Net()


INPUTS = [lambda: (torch.ones(2), 3), lambda: (torch.zeros(1), 0)]
