"""Script class instances, enums, dicts and named tuples handed to forks."""
import enum


class Kind(enum.Enum):
    PLUS = 1
    TIMES = 2


class Config:
    def __init__(self, gain: float, kind: Kind):
        self.gain = gain
        self.kind = kind

    def apply(self, x: Tensor) -> Tensor:
        if self.kind == Kind.PLUS:
            return x + self.gain
        return x * self.gain


class Item(NamedTuple):
    x: Tensor
    name: str


def run(c: Config, item: Item, weights: Dict[str, float]) -> Tuple[Tensor, str]:
    return c.apply(item.x) * weights[item.name], item.name + "!"


def main(x: Tensor, kind: Kind):
    weights = {"a": 2.0, "b": -1.0}
    first = jit.fork(run, Config(1.5, kind), Item(x, "a"), weights)
    second = jit.fork(run, Config(0.5, Kind.TIMES), Item(x + 1, "b"), weights)
    a, s = jit.wait(first)
    b, t = jit.wait(second)
    return a + b, s + t


INPUTS = [lambda: (torch.randn(3), Kind.PLUS), lambda: (torch.ones(2), Kind.TIMES)]
