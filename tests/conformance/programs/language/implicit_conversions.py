"""Tensors of one element as numbers and conditions; numbers as tensors; ints as floats in operator calls."""


def main(t: Tensor, n: int, x: float, b: bool):
    a = int(t) + n
    f = float(t) * x
    item = t.item()
    c = 0
    if t > 1:
        c += 1
    while t < 10:
        t = t * 2 + 1
        c += 1
    filled = torch.full([2], n, dtype=torch.float)
    clamped = torch.clamp(filled, 0, n)
    added = torch.add(filled, n, alpha=2) + x - n
    powered = 2 ** filled + filled ** 2 + x ** filled
    divided = 1 / (filled + 0.5), filled // 2, n % (filled.abs() + 1)
    compared = n < filled, filled == n, x >= filled
    return a, f, c, clamped, added, powered, divided, compared, bool(t), isinstance(item, float)


INPUTS = [lambda: (torch.tensor(3.0), 2, 0.5, True), lambda: (torch.tensor(0.25), -3, 1.5, False)]
