"""Exceptions of several Python types raised in forks keep their message at wait."""
EXPECT = ("runtime", r"bad value 1|bad index 2|not done 3|assert four")


def fail(n: int) -> int:
    if n == 1:
        raise ValueError("bad value " + str(n))
    if n == 2:
        raise IndexError(f"bad index {n}")
    if n == 3:
        raise NotImplementedError("not done " + str(n))
    assert n != 4, "assert four"
    return n


def main(n: int) -> int:
    f = jit.fork(fail, n)
    return jit.wait(f) * 10


INPUTS = [lambda: (1,), lambda: (2,), lambda: (3,), lambda: (4,)]
OK_INPUTS = [lambda: (0,), lambda: (5,)]
