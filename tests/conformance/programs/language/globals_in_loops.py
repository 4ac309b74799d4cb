"""Algorithms on lists: bubble sort, binary search, sieve, edit distance, matrix product, gcd by loop."""


def bubble(xs: List[int]) -> List[int]:
    xs = xs.copy()
    n = len(xs)
    swapped = True
    while swapped:
        swapped = False
        for i in range(1, n):
            if xs[i - 1] > xs[i]:
                xs[i - 1], xs[i] = xs[i], xs[i - 1]
                swapped = True
        n -= 1
    return xs


def search(xs: List[int], x: int) -> int:
    lo, hi = 0, len(xs)
    while lo < hi:
        mid = (lo + hi) // 2
        if xs[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo


def edit(a: str, b: str) -> int:
    prev = [i for i in range(len(b) + 1)]
    for i, ca in enumerate(a):
        cur = [i + 1]
        for j, cb in enumerate(b):
            cur.append(min(min(prev[j + 1] + 1, cur[j] + 1), prev[j] + (0 if ca == cb else 1)))
        prev = cur
    return prev[-1]


def matmul(a: List[List[float]], b: List[List[float]]) -> List[List[float]]:
    return [[sum([a[i][k] * b[k][j] for k in range(len(b))]) for j in range(len(b[0]))] for i in range(len(a))]


def main(xs: List[int], a: str, b: str):
    ordered = bubble(xs)
    return ordered, [search(ordered, x) for x in xs], edit(a, b), matmul([[1.0, 2.0], [0.5, -1.0]], [[float(len(a))], [3.0]])


INPUTS = [lambda: ([5, 2, 9, 2, -1], "kitten", "sitting"), lambda: ([], "", "abc")]
