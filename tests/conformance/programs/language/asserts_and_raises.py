"""assert with and without message, raise of several exception types, in branches that end otherwise normally."""
EXPECT = ("runtime", r"negative|too big|AssertionError|Assertion|list is empty")


def verify_int(n: int) -> int:
    if n < 0:
        raise ValueError("negative: " + str(n))
    elif n > 100:
        raise RuntimeError(f"too big: {n}")
    assert n != 50
    assert n != 51, "fifty-one is AssertionError"
    return n * 2


def mean(xs: List[int]) -> float:
    if len(xs) == 0:
        raise Exception("list is empty")
    return sum(xs) / len(xs)


def main(n: int, xs: List[int]):
    doubled = verify_int(n)
    return doubled, mean(xs)


INPUTS = [lambda: (-1, [1]), lambda: (101, [1]), lambda: (50, [1]), lambda: (51, [1]), lambda: (1, [])]
OK_INPUTS = [lambda: (3, [1, 2]), lambda: (100, [0])]
