"""An object of Python's whose __call__ is ignored: the call stays in Python (torch.jit asserts where it takes more than *args)."""
BEYOND = True


class Counter:
    def __init__(self):
        self.calls = 0

    @jit.ignore
    def __call__(self, *args) -> str:
        self.calls += 1
        return f"{self.calls}: {type(args[0]).__name__}, {len(args)}"


class Weight:
    def __init__(self, factor: int):
        self.factor = factor

    @jit.ignore
    def __call__(self, x: Tensor, plus: int = 1) -> Tensor:
        return x * self.factor + plus


double, triple = Weight(2), Weight(3)


def main(x: Tensor, n: int):
    counter_text = fresh(x, n)
    return counter_text, double(x), triple(x, n), double(x=x, plus=2)


class Fresh:
    @jit.ignore
    def __call__(self, *args) -> str:
        return Counter()(*args)


fresh = Fresh()
INPUTS = [lambda: (torch.ones(2), 3), lambda: (torch.zeros(1), 0)]
