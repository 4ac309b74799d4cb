"""An interface over script classes: values of several classes behind one type, in lists and arguments."""


@jit.interface
class Shape:
    def area(self) -> float:
        pass

    def scaled(self, k: float) -> float:
        pass


@jit.script
class Square:
    def __init__(self, side: float):
        self.side = side

    def area(self) -> float:
        return self.side * self.side

    def scaled(self, k: float) -> float:
        return self.area() * k


@jit.script
class Circle:
    def __init__(self, r: float):
        self.r = r

    def area(self) -> float:
        return 3.0 * self.r * self.r

    def scaled(self, k: float) -> float:
        return self.area() * k + 1


def total(s: Shape, k: float) -> float:
    return s.area() + s.scaled(k)


def main(a: float, flag: bool):
    first = total(Square(a), 2.0)
    second = total(Circle(a), 0.5)
    return first, second, first < second, flag


INPUTS = [lambda: (2.0, True), lambda: (0.5, False)]
