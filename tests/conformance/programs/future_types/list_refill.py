"""A list of futures as a sliding window: append, pop(0), indexing, replacing, emptiness tests."""


def work(i: int) -> int:
    return i * i


def main(n: int, width: int):
    window: List[jit.Future[int]] = []
    out: List[int] = []
    for i in range(n):
        window.append(jit.fork(work, i))
        if len(window) > width:
            out.append(jit.wait(window.pop(0)))
    if len(window) > 0:
        window[-1] = jit.fork(work, 100)
    while window:
        out.append(window.pop(0).wait())
    return out, len(window)


INPUTS = [lambda: (10, 3), lambda: (0, 2), lambda: (200, 7)]
