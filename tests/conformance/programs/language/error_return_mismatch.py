"""Returning a value of the wrong type is a compile error that shows the declared type."""
EXPECT = ("compile", r"(?s)List\[int\]|int\[\]")


def main(n: int) -> List[int]:
    return [str(n)]


def near(n: int) -> List[int]:
    return [int(str(n))]


INPUTS = [lambda: (4,)]
