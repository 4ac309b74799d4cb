"""Giving a variable a value of another type is a compile error naming variable and types."""
EXPECT = ("compile", r"(?s)value|int|str")


def main(n: int):
    value = n + 1
    if n > 2:
        value = "text"
    return value


def near(n: int):
    value = str(n + 1)
    if n > 2:
        value = "text"
    return value


INPUTS = [lambda: (1,), lambda: (5,)]
