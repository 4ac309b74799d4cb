"""Results come back in the order of the waits, whatever finished first; long and short tasks mixed."""


def spin(n: int) -> int:
    total = 0
    for i in range(n):
        total = (total * 31 + i) % 65521
    return total


def main(sizes: List[int]) -> Tuple[List[int], List[int]]:
    fs = [jit.fork(spin, s) for s in sizes]
    forward = [f.wait() for f in fs]
    fs.reverse()
    return forward, [f.wait() for f in fs]


INPUTS = [lambda: ([20000, 1, 300, 0, 5000, 2],), lambda: ([],)]
