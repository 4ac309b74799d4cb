"""Arithmetic on a future is a compile error that names Future."""
EXPECT = ("compile", r"Future")


def work(n: int) -> int:
    return n


def main(n: int) -> int:
    f = jit.fork(work, n)
    return f + 1


def near(n: int) -> int:
    f = jit.fork(work, n)
    return jit.wait(f) + 1


INPUTS = [lambda: (3,)]
