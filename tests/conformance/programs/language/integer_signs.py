"""Floor division, modulo, divmod, powers, shifts and bits of negative and positive ints are Python's."""


def main(a: int, b: int):
    assert a // b * b + a % b == a
    return (
        a // b, a % b, divmod(a, b), -a // b, -(a // b), a / b, a * b,
        a & b, a | b, a ^ b, a << 2, a >> 1, abs(a) * 2, min(a, b), max(a, -b), a % 1 == 0, int(a / b),
    )


INPUTS = [lambda: (23, 7), lambda: (-23, 7), lambda: (23, -7), lambda: (-23, -7), lambda: (0, -1), lambda: (7, 7)]
