"""A class's __bool__ that gives no bool cannot be a condition."""


class Pair:
    def __init__(self, x: int):
        self.x = x

    def __bool__(self):
        return (self.x, 1)


class Positive:
    def __init__(self, x: int):
        self.x = x

    def __bool__(self) -> bool:
        return self.x > 0


def main(x: int) -> int:
    return 1 if Pair(x) else 2


def near(x: int) -> int:
    return 1 if Positive(x) else 2


EXPECT = ("compile", r"(?i)expected a bool|__bool__")
INPUTS = [lambda: (1,), lambda: (-1,)]
