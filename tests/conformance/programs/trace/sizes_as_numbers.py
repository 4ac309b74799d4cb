"""What Python computes from sizes is followed: arithmetic of ints and floats, bits, rounding, comparisons that count as numbers."""
import math

TRACE = True
BEYOND = True  # torch.jit's sizes are tensors, without divmod, round to an int, math.floor


def main(x):
    n, m = x.shape
    quotient, rest = divmod(n * 7, m)
    bits = (n & 3) | (m ^ 5) | (n << 2) | (m >> 1)
    rounded = round(n / 3) + math.floor(m / 3) + math.ceil(m / 4) + math.trunc(n / 2) + round(n / 7, 1)
    signs = -n + +m + abs(n - 100) + ~m
    powers = n**2 + 2**n + m**0.5 + n**-1
    counted = (n > 2) + (m == 6) * 3 + (n != m)
    total = sum(x.shape) + math.prod(x.shape) + sum([n, m, 3])
    return x * quotient + rest, bits, rounded, signs, powers, counted, total, 10 % n, 100 // m, 1 / n, n - 1.5


INPUTS = [lambda: (torch.randn(4, 6),), lambda: (torch.randn(3, 8),), lambda: (torch.randn(7, 2),)]
