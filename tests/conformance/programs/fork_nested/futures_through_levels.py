"""Futures returned from forks as futures, waited two levels up; lists of futures returned by forks."""


def leaf(n: int) -> int:
    return n * 10


def launch(n: int) -> jit.Future[int]:
    return jit.fork(leaf, n)


def launch_many(n: int) -> List[jit.Future[int]]:
    return [jit.fork(leaf, i) for i in range(n)]


def main(n: int):
    a = launch(n)
    b = jit.fork(launch, n + 1)
    c = jit.fork(launch_many, n)
    inner = jit.wait(b)
    values = [jit.wait(f) for f in jit.wait(c)]
    return jit.wait(a), jit.wait(inner), values, b.wait().wait()


INPUTS = [lambda: (3,), lambda: (0,)]
