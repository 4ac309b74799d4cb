"""A compiled function with forks is saved and loaded, twice over: same results, same forks."""


def turned(x: Tensor, by: int = 1) -> Tensor:
    return x.roll(by, 0)


def main(x: Tensor) -> Tensor:
    right = jit.fork(turned, x)
    left = jit.fork(turned, x, by=-2)
    return right.wait() - 2 * left.wait()


INPUTS = [lambda: (torch.arange(4.0),)]


def check(compiled, eager):
    once = roundtrip(compiled)
    twice = roundtrip(once)
    x = torch.randn(6)
    for loaded in (once, twice):
        same(loaded(x), eager(x))
        assert "prim::fork" in str(loaded.graph), loaded.graph
