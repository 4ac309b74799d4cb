"""Script classes with operator methods, __len__, __getitem__, __contains__, comparison, properties, static methods."""


class Vec:
    def __init__(self, x: float, y: float = 0.0):
        self.x = x
        self.y = y

    def __add__(self, other: "Vec") -> "Vec":
        return Vec(self.x + other.x, self.y + other.y)

    def __mul__(self, k: float) -> "Vec":
        return Vec(self.x * k, self.y * k)

    def __neg__(self) -> "Vec":
        return Vec(-self.x, -self.y)

    def __eq__(self, other: "Vec") -> bool:
        return self.x == other.x and self.y == other.y

    def __lt__(self, other: "Vec") -> bool:
        return self.norm2 < other.norm2

    @property
    def norm2(self) -> float:
        return self.x * self.x + self.y * self.y

    @staticmethod
    def unit(axis: int) -> "Vec":
        if axis == 0:
            return Vec(1.0)
        return Vec(0.0, 1.0)


class Bag:
    def __init__(self, items: List[int]):
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, i: int) -> int:
        return self.items[i]

    def __setitem__(self, i: int, value: int) -> None:
        self.items[i] = value

    def __contains__(self, value: int) -> bool:
        return value in self.items


def main(a: float, b: float, items: List[int]):
    v = Vec(a, b) + Vec.unit(0) * 2.0
    w = -v
    bag = Bag(items)
    bag[0] = 50
    total = 0
    for i in range(len(bag)):
        total += bag[i]
    return v.x, v.y, w.norm2, v == w, Vec(0.0) < v, len(bag), total, 50 in bag, 3 in bag, bag.items


INPUTS = [lambda: (1.5, -2.0, [1, 2, 3]), lambda: (-2.0, 0.0, [3])]
