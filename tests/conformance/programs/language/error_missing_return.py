"""A path without a return in a function that returns a value is a compile error."""
EXPECT = ("compile", r"(?i)return|None")


def main(n: int) -> int:
    if n > 0:
        return n


def near(n: int) -> int:
    if n > 0:
        return n
    return 0


INPUTS = [lambda: (3,), lambda: (-3,)]
