"""Calling a function with the wrong argument type is a compile error naming the parameter."""
EXPECT = ("compile", r"count")


def repeat(s: str, count: int) -> str:
    return s[:count] + str(count)


def main(s: str) -> str:
    return repeat(s, "3")


def near(s: str) -> str:
    return repeat(s, 3) + repeat(count=1, s="x")


INPUTS = [lambda: ("ab",)]
