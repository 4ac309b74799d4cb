"""An object of a derived class where its base is annotated: the derived class's methods run, in functions, forks, optionals, lambdas."""


class Base:
    def __init__(self, k: int) -> None:
        self.k = k

    def f(self, x: int) -> int:
        return x + self.k

    def twice(self, x: int) -> int:
        return self.f(x) * 2


class Derived(Base):
    def __init__(self, k: int) -> None:
        self.k = k * 10

    def f(self, x: int) -> int:
        return x * self.k


def use(b: Base, x: int) -> int:
    return b.f(x)


def maybe(x: int, b: Optional[Base] = None) -> int:
    return -1 if b is None else b.twice(x)


def kind(b: Base) -> str:
    return "derived" if isinstance(b, Derived) else "base"


def main(x: int):
    future = jit.fork(use, Derived(1), x)
    each = lambda b: b.f(x)
    return (
        use(Base(1), x),
        use(Derived(1), x),
        Derived(2).twice(x),
        maybe(x, Derived(3)),
        maybe(x, Base(3)),
        maybe(x),
        each(Derived(4)) + each(Base(4)),
        jit.wait(future),
        kind(Base(1)) + kind(Derived(1)),
    )


INPUTS = [lambda: (3,), lambda: (-2,)]
BEYOND = "classes that derive from others"
