"""Ignored functions get what they take by name, behind the star and by **, as they are called (torch.jit passes all by place)."""
BEYOND = True


@jit.ignore
def scaled(x: int, *, by: int = 2, plus: int) -> int:
    return x * by + plus


@jit.ignore
def summed(x: int, *more: int, times: int = 3) -> int:
    return (x + sum(more)) * times


@jit.ignore
def named(x: Tensor, **weights: int) -> Tensor:
    return x * sum(value * len(name) for name, value in weights.items())


def main(n: int, x: Tensor):
    first = scaled(n, plus=1), scaled(n, plus=4, by=5)
    second = summed(n), summed(n, 1, 2), summed(n, 1, times=7)
    return first, second, named(x), named(x, a=n, bcd=2), scaled(plus=n, x=2)


INPUTS = [lambda: (2, torch.ones(2)), lambda: (-1, torch.arange(3))]
