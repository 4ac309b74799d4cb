"""Constant tuples and dicts of ints, lists of pairs, nested attributes read in loops; __constants__ on a parent class."""


class Base(nn.Module):
    __constants__ = ["kinds"]

    def __init__(self):
        super().__init__()
        self.kinds = ("a", "b")
        self.sizes = {"a": 2, "b": 3}
        self.pairs = [(1, 2.5), (2, 0.5)]


class Net(Base):
    __constants__ = ["kinds", "rate"]

    def __init__(self):
        super().__init__()
        self.rate = 0.25

    def forward(self, x: Tensor):
        out: List[str] = []
        total = 0
        for kind in self.kinds:
            out.append(kind * 1 if False else kind)
            total += self.sizes[kind]
        acc = 0.0
        for n, w in self.pairs:
            acc += n * w
        return x * self.rate + acc, out, total


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
