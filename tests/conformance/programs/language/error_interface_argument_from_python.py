"""What comes from Python for an interface is looked at when it comes, not when a method is missed."""
EXPECT = ("runtime", r"(interface|Shape)")


@jit.interface
class Shape:
    def area(self) -> float:
        pass


@jit.script
class Square:
    def __init__(self, side: float):
        self.side = side

    def area(self) -> float:
        return self.side * self.side


@jit.script
class Line:
    def __init__(self, length: float):
        self.length = length

    def size(self) -> float:
        return self.length


@jit.script
class Count:
    def __init__(self, n: int):
        self.n = n

    def area(self) -> int:
        return self.n


def main(s: Shape, use: bool) -> float:
    return s.area() if use else 0.0


INPUTS = [lambda: (Line(2.0), False), lambda: (Count(3), False), lambda: (3, False), lambda: (None, True)]
OK_INPUTS = [lambda: (Square(2.0), True), lambda: (Square(0.5), False)]
