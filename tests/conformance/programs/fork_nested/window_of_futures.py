"""A sliding window of futures whose tasks fork once more, over many iterations."""


def inner(i: int) -> int:
    return i * 2 + 1


def outer(i: int) -> int:
    f = jit.fork(inner, i)
    return i % 5 + jit.wait(f)


def main(n: int, width: int) -> int:
    window: List[jit.Future[int]] = []
    total = 0
    for i in range(n):
        if len(window) == width:
            total = (total * 3 + jit.wait(window[0])) % 1000003
            window = window[1:]
        window.append(jit.fork(outer, i))
    for f in window:
        total = (total * 3 + f.wait()) % 1000003
    return total


INPUTS = [lambda: (500, 8), lambda: (3, 10), lambda: (0, 1)]
