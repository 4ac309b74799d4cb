"""A variable defined in one branch only cannot be used after it."""
EXPECT = ("compile", r"partial")


def main(n: int) -> int:
    if n > 0:
        partial = n * 2
    return partial


def near(n: int) -> int:
    if n > 0:
        partial = n * 2
    else:
        partial = 0
    return partial


INPUTS = [lambda: (1,), lambda: (-1,)]
