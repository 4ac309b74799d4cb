"""An object of a derived class that Python passes where its base is annotated is refused: the base's methods would run."""


class Base:
    def __init__(self, k: int) -> None:
        self.k = k

    def f(self, x: int) -> int:
        return x + self.k


class Derived(Base):
    def f(self, x: int) -> int:
        return x * self.k


def main(b: Base, others: List[Base], x: int) -> int:
    return b.f(x) + len(others)


OK_INPUTS = [lambda: (Base(1), [Base(2)], 3)]


def reference(b, others, x):
    if any(type(one) is not Base for one in (b, *others)):
        raise TypeError("derived")
    return b.f(x) + len(others)


INPUTS = [lambda: (Derived(1), [], 3), lambda: (Base(1), [Base(2), Derived(2)], 3)]
EXPECT = ("runtime", "TypeError.*(?i:expected).*Base.*(derived from it|Derived)")
BEYOND = "torch.jit runs the base's methods"
