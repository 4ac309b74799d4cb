"""Objects of compiled classes come from Python where an interface is asked for: alone, in lists, for every call anew."""


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
    def __init__(self, r: float, names: List[str]):
        self.r = r
        self.names = names

    def area(self) -> float:
        return 3.0 * self.r * self.r

    def scaled(self, k: float) -> float:
        return self.area() * k + len(self.names)


def main(s: Shape, k: float):
    return s.area(), s.scaled(k)


INPUTS = [lambda: (Square(2.0), 3.0), lambda: (Circle(1.0, ["a", "b"]), 0.5), lambda: (Square(0.5), 1.0)]
