"""The failure of a fork that nobody waits for does not fail the call, however often."""


def fails(n: int) -> int:
    if n >= 0:
        raise RuntimeError("unseen")
    return n


def main(n: int, x: Tensor) -> Tensor:
    dropped = jit.fork(fails, n)
    kept = jit.fork(torch.mul, x, 2)
    return kept.wait()


INPUTS = [lambda: (1, torch.randn(2)), lambda: (-1, torch.zeros(0))]


def check(compiled, eager):
    for i in range(200):
        same(compiled(i, torch.tensor(i)), torch.tensor(2 * i))
