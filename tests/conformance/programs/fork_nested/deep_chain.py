"""A chain of forks in which each waits for the next, made by a loop of passed futures."""


def start(n: int) -> int:
    return n


def link(f: jit.Future[int], i: int) -> int:
    return jit.wait(f) * 3 % 1000003 + i


def main(n: int) -> int:
    f = jit.fork(start, 7)
    for i in range(n):
        f = jit.fork(link, f, i)
    return jit.wait(f)


INPUTS = [lambda: (0,), lambda: (10,), lambda: (2000,)]
