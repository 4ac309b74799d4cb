"""Builtins on ints and lists of ints: abs, min, max, sum, sorted, pow, round, divmod, ord, chr, hex, bin, oct, hash free."""
import math


def main(a: int, b: int, xs: List[int]):
    small = (min(a, b), max(a, b), abs(a), abs(-b), pow(float(a), 2.0))
    lists = (min(xs), max(xs), sum(xs), sorted(xs), len(xs))
    conversions = (int("42"), int(True), int(7.99), int(-7.99), bool(a), bool(0), float(a), str(a), str(True))
    letters = (ord("a"), chr(98), hex(255), bin(5), oct(8))
    maths = (math.gcd(a, b), math.factorial(5), math.floor(2.5), math.ceil(2.5), math.sqrt(16))
    flags = (any([x > 2 for x in xs]), all([x > 0 for x in xs]))
    return small, lists, conversions, letters, maths, flags


INPUTS = [lambda: (12, 18, [3, 1, 2]), lambda: (-5, 3, [-1]), lambda: (0, 7, [5, 5, 0, 9])]
