"""Dataclasses with order: Optional fields compare as in Python's tuples; InitVars reach __post_init__ only."""
from dataclasses import InitVar, dataclass, field

BEYOND = "torch.jit has no InitVar, needs classes decorated with script"


@dataclass(order=True)
class Point:
    x: float
    y: Optional[float]
    power: InitVar[int] = 2
    norm: Optional[Tensor] = None
    names: List[str] = field(default_factory=list, compare=False)

    def __post_init__(self, power: int):
        self.norm = torch.tensor(self.x) ** power


def main(a: Tuple[float, Optional[float]], b: Tuple[float, Optional[float]], power: int):
    p, q = Point(a[0], a[1], power), Point(b[0], b[1], power=power)
    return (p < q, p <= q, p > q, p >= q, p == q), p.norm, Point(2.0, None).norm


INPUTS = [
    lambda: ((1.0, 2.0), (1.0, 3.0), 2),
    lambda: ((1.0, None), (1.0, None), 3),
    lambda: ((2.0, None), (1.0, 3.0), 1),
    lambda: ((2.0, 4.0), (2.0, 3.0), 2),
]


def check(compiled, eager):
    for a, b in (((1.0, None), (1.0, 2.0)), ((1.0, 2.0), (1.0, None))):
        theirs, ours = raises(lambda: eager(a, b, 2), "TypeError"), raises(lambda: compiled(a, b, 2), "TypeError")
        assert str(ours) == str(theirs)
