"""An error four forks down comes up through every wait with its message."""
EXPECT = ("runtime", r"leaf 4 is rotten")


def leaf(depth: int, bad: int) -> int:
    if depth == bad:
        raise RuntimeError("leaf " + str(depth) + " is rotten")
    return depth


def twig(depth: int, bad: int) -> int:
    return jit.wait(jit.fork(leaf, depth + 1, bad)) + 1


def branch(depth: int, bad: int) -> int:
    a = jit.fork(twig, depth + 1, bad)
    b = jit.fork(leaf, depth, bad)
    return b.wait() * a.wait()


def main(bad: int) -> int:
    f = jit.fork(branch, 2, bad)
    return f.wait()


INPUTS = [lambda: (4,)]
OK_INPUTS = [lambda: (9,), lambda: (-1,)]
