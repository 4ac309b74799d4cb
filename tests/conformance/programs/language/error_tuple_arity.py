"""Unpacking a tuple into another number of names is a compile error."""
EXPECT = ("compile", r"(?i)unpack|values|tuple")


def pair(n: int) -> Tuple[int, int]:
    return n, n + 1


def main(n: int) -> int:
    a, b, c = pair(n)
    return a + b + c


def near(n: int) -> int:
    a, b = pair(n)
    return a + b


INPUTS = [lambda: (3,)]
