"""An error of the parent before its waits wins over that of the fork."""
EXPECT = ("runtime", r"parent gave up")


def child(n: int) -> int:
    if n > 0:
        raise RuntimeError("child gave up")
    return n


def main(n: int) -> int:
    f = jit.fork(child, n)
    if n > 0:
        raise RuntimeError("parent gave up")
    return jit.wait(f)


INPUTS = [lambda: (1,)]
OK_INPUTS = [lambda: (0,), lambda: (-1,)]
