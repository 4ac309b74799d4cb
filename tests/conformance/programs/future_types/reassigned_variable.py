"""One variable holds one future after another, in loops and branches; equality of what they hold."""


def work(n: int) -> int:
    return n + 1


def main(n: int, flip: bool):
    f = jit.fork(work, 0)
    for i in range(n):
        if flip:
            f = jit.fork(work, jit.wait(f))
        else:
            g = f
            f = jit.fork(work, i)
            jit.wait(g)
    h = f if flip else jit.fork(work, 50)
    return jit.wait(f), jit.wait(h), jit.wait(f) == jit.wait(h)


INPUTS = [lambda: (4, True), lambda: (3, False), lambda: (0, False)]
