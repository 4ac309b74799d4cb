"""A module stays usable after a fork failed: what was done before the failure has happened, nothing after."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.started = 0
        self.finished = 0

    def risky(self, n: int) -> int:
        if n < 0:
            raise ValueError("n is negative")
        return n * 2

    def forward(self, n: int) -> Tuple[int, int, int]:
        self.started += 1
        r = jit.wait(jit.fork(self.risky, n))
        self.finished += 1
        return r, self.started, self.finished


def make():
    return Net()


INPUTS = [lambda: (2,), lambda: (0,)]


def check(compiled, eager):
    before = (compiled.started, compiled.finished)
    raises(lambda: compiled(-1), r"n is negative")
    raises(lambda: compiled(-2), r"n is negative")
    assert (compiled.started, compiled.finished) == (before[0] + 2, before[1])
    same(compiled(4), (8, before[0] + 3, before[1] + 1))
