"""range with a step of zero fails when the loop is reached, not when the function is compiled."""
EXPECT = ("runtime", r"must not be zero")


def main(n: int) -> int:
    total = 0
    if n > 2:
        for i in range(0, n, 0):
            total += i
    return total


INPUTS = [lambda: (3,), lambda: (5,)]
OK_INPUTS = [lambda: (1,), lambda: (2,)]
