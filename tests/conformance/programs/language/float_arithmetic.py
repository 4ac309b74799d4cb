"""Float arithmetic: mixed with ints, floor division, modulo, power, rounding, special values, math functions."""
import math


def main(a: float, b: float, n: int):
    ops = [a + n, a - n, a * n, a / n, a // b, a % b, a ** 2, 2.0 ** n, n ** 0.5 if n > 0 else 0.0]
    rounded = (math.floor(a), math.ceil(a), int(a), round(a) * 1.0, int(b))
    special = (math.isnan(a * math.inf), math.isinf(b / 1e-320), math.inf > a, -math.inf < b)
    functions = [math.sqrt(abs(a)), math.exp(b), math.log(abs(a) + 1), math.sin(a), math.cos(b), math.tanh(a),
                 math.atan2(a, b), math.pow(abs(a), 1.5), math.pi, math.fabs(b), math.copysign(1.0, b), math.fmod(a, b)]
    compared = (a < b, a == b, a != n, a >= n, n > b)
    return ops, rounded, special, functions, compared, abs(a), -b, min(a, b), max(a, b), float(n), float("2.5")


INPUTS = [lambda: (3.7, 1.25, 4), lambda: (-3.7, 1.5, 3), lambda: (5.5, -2.0, -7)]
