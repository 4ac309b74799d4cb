"""A future whose task failed raises in Python at every wait, by either spelling; others of the same function hold values."""


def root(n: int) -> int:
    if n < 0:
        raise RuntimeError("no root of " + str(n))
    r = 0
    while (r + 1) * (r + 1) <= n:
        r += 1
    return r


def main(n: int) -> jit.Future[int]:
    return jit.fork(root, n)


INPUTS = [lambda: (0,), lambda: (17,)]


def check(compiled, eager):
    failed, fine = compiled(-5), compiled(25)
    for _ in range(2):
        raises(failed.wait, r"no root of -5")
        raises(lambda: jit.wait(failed), r"no root of -5")
    same(fine.wait(), 5)
