"""Tuples: nested patterns, a starred target, swaps, indices, slices, comparison, concatenation, loops over pairs."""


def order(a: float, b: float) -> Tuple[float, float]:
    if a > b:
        a, b = b, a
    return a, b


def main(t: Tuple[float, float, Tuple[str, int]], n: int):
    x, y, (word, count) = t
    low, high = order(x, y)
    head, *tail = (n, count, n + count)
    pairs = [(i, word + str(i)) for i in range(n)]
    text = ""
    for i, piece in pairs:
        text = piece + str(i) + text
    both = (low, high) + (1, "two")
    return low, high, head - tail[-1], text, both, both[1:3], both[-1], (n, 1) == (1, n), len(t), (n,)


INPUTS = [lambda: ((2.5, -1.0, ("ab", 4)), 3), lambda: ((0.0, 0.0, ("", -1)), 1)]
