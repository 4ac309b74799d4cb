"""Optionals narrowed by is None, not, and, or, early return, assert, conditional expressions and loops."""


def total(items: Optional[List[int]]) -> int:
    if items is None:
        return -1
    out = 0
    for item in items:
        out += item
    return out


def larger(a: Optional[int], b: Optional[int]) -> Optional[int]:
    if a is None or (b is not None and b > a):
        return b
    return a


def main(a: Optional[int], b: Optional[int], items: Optional[List[int]]):
    best = larger(a, b)
    shown = "nothing" if best is None else str(best * 2)
    both = a is not None and b is not None
    if both:
        assert a is not None
        shown += str(a)
    count = 0
    left = b
    for _ in range(3):
        if left is not None:
            count += left
            left = None if left > 3 else left + 1
    if items is not None and len(items) > 0:
        count += items[0]
    return best, shown, both, count, total(items)


INPUTS = [lambda: (None, None, None), lambda: (2, 5, [7]), lambda: (4, None, []), lambda: (None, 0, [1, 2])]
