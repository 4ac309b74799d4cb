"""Functions of functions, imported modules, aliases of functions, math constants."""
import math

shorten = F.relu


def twice(x: int) -> int:
    return x * 2


def thrice(x: int) -> int:
    return twice(x) + x


def area(r: float) -> float:
    return math.pi * r ** 2


def main(n: int, r: float):
    x = shorten(torch.arange(-2.0, 2.0)) * math.pi
    call = twice
    return thrice(call(n)), area(r), x, math.e, math.inf > r, math.isnan(math.nan), torch.pi


INPUTS = [lambda: (4, 2.0), lambda: (-1, 0.0)]
