"""A list literal of unrelated types is a compile error."""
EXPECT = ("compile", r"(?i)list")


class A:
    def __init__(self, n: int):
        self.n = n


def main(n: int) -> int:
    xs: List[int] = [n, "two"]
    return len(xs)


def near(n: int) -> int:
    xs: List[int] = [n, 2]
    return len(xs)


INPUTS = [lambda: (3,)]
