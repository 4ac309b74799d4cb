"""Returning a future where its value is declared is a compile error that names Future."""
EXPECT = ("compile", r"Future")


def work(n: int) -> int:
    return n


def main(n: int) -> int:
    return jit.fork(work, n)


def near(n: int) -> int:
    return jit.fork(work, n).wait()


INPUTS = [lambda: (3,)]
