"""A module without a forward whose exported methods call each other; compiled code of a submodule's export."""


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.k = 2

    @jit.export
    def up(self, x: int) -> int:
        return x * self.k

    def forward(self, x: int) -> int:
        return self.up(x) + 1


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    @jit.export
    def twice(self, x: int, times: int = 2) -> List[int]:
        return [self.inner(x + i) for i in range(times)]

    @jit.export
    def shift(self, k: int) -> None:
        self.inner.k = k

    def forward(self, x: int) -> int:
        return sum(self.twice(x, 3))


def make():
    return Net()


INPUTS = [lambda: (1,), lambda: (-4,)]


def check(compiled, eager):
    same(compiled.twice(5), [11, 13])
    same(compiled.inner.up(4), 8)
    compiled.shift(10)
    assert compiled.inner.k == 10
    same(compiled.twice(times=1, x=1), [11])
    raises(lambda: compiled.twice("a"), r"x|int")
    raises(lambda: compiled.nothing(1), r"nothing")
