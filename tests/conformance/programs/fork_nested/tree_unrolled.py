"""A binary tree of forks with one function per level."""


def leaf(xs: List[int]) -> int:
    total = 0
    for x in xs:
        total += x * x
    return total


def level1(xs: List[int]) -> int:
    mid = len(xs) // 2
    f = jit.fork(leaf, xs[:mid])
    return leaf(xs[mid:]) + jit.wait(f)


def level2(xs: List[int]) -> int:
    mid = len(xs) // 2
    f = jit.fork(level1, xs[:mid])
    g = jit.fork(level1, xs[mid:])
    return jit.wait(f) + jit.wait(g)


def main(xs: List[int]) -> Tuple[int, int]:
    mid = len(xs) // 2
    f = jit.fork(level2, xs[:mid])
    g = jit.fork(level2, xs[mid:])
    return jit.wait(g), jit.wait(f)


INPUTS = [lambda: (list(range(20)),), lambda: ([],), lambda: ([-3, 5],)]
