"""Too many arguments in a call inside the program are a compile error naming the function."""
EXPECT = ("compile", r"helper|argument")


def helper(x: int, y: int = 2) -> int:
    return x + y


def main(n: int) -> int:
    return helper(n, n, n)


def near(n: int) -> int:
    return helper(n, n) + helper(n)


INPUTS = [lambda: (3,)]
