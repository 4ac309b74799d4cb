"""Conditional expressions: nested, as arguments, in subscripts, in comprehensions, lazily evaluated."""


def sign(x: int) -> str:
    return "neg" if x < 0 else "zero" if x == 0 else "pos"


def clip(x: float, lo: float, hi: float) -> float:
    return lo if x < lo else (hi if x > hi else x)


def main(xs: List[int], flag: bool, t: Tensor):
    names = [sign(x) for x in xs]
    last = xs[-1] if len(xs) > 0 else -100
    safe = 10 // last if last != 0 else 0
    picked = t[0] if flag else t.sum()
    at = t[1 if flag else 2]
    clipped = [clip(float(x), -1.0 if flag else 0.0, 2.5) for x in xs]
    maybe: Optional[int] = last if flag else None
    shown = "none" if maybe is None else str(maybe)
    return names, last, safe, picked, at, clipped, maybe, shown


INPUTS = [
    lambda: ([3, 0, -2], True, torch.arange(4.0)),
    lambda: ([], False, torch.ones(3)),
    lambda: ([0], False, torch.randn(3)),
]
