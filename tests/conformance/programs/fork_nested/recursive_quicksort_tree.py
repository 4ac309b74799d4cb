"""Quicksort, tree depth and Hanoi by recursive forks (torch.jit has no recursion)."""
BEYOND = True


def quicksort(xs: List[int]) -> List[int]:
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    small = [x for x in xs[1:] if x < pivot]
    large = [x for x in xs[1:] if x >= pivot]
    f = jit.fork(quicksort, small)
    g = jit.fork(quicksort, large)
    return jit.wait(f) + [pivot] + jit.wait(g)


def hanoi(n: int, a: str, b: str, c: str) -> List[str]:
    if n == 0:
        return jit.annotate(List[str], [])
    f = jit.fork(hanoi, n - 1, a, c, b)
    g = jit.fork(hanoi, n - 1, c, b, a)
    return jit.wait(f) + [a + b] + jit.wait(g)


def ackermann(m: int, n: int) -> int:
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, jit.wait(jit.fork(ackermann, m, n - 1)))


def main(xs: List[int], n: int):
    return quicksort(xs), hanoi(n, "A", "B", "C"), ackermann(2, n)


INPUTS = [lambda: ([3, 1, 4, 1, 5, 9, 2, 6], 3), lambda: ([], 0), lambda: (torch.randperm(50).tolist(), 5)]
