"""Two thousand tasks that do almost nothing, half of them forked by the other half; waited for from the last to the first."""


def digit(i: int) -> int:
    return i * i % 10


def weighed(i: int) -> int:
    return jit.fork(digit, i).wait() * (1 + i % 3)


def main(n: int) -> int:
    pending = [jit.fork(weighed, i) for i in range(n)]
    total = 0
    while len(pending) > 0:
        total = total * 3 % 1000003 + pending.pop().wait()
    return total


INPUTS = [lambda: (1000,), lambda: (1,), lambda: (0,)]
