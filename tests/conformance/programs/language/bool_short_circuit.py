"""and, or, not, chained comparisons: short circuit, conversion of ints and tensors to bool."""
STDOUT = True


def loud(name: str, value: bool) -> bool:
    print(name, value)
    return value


def main(a: int, b: int, t: Tensor, xs: List[int]):
    one = loud("a", a > 0) and loud("b", b > 0)
    two = loud("c", a > 0) or loud("d", b > 0)
    three = not (loud("e", a == b) or a < b and loud("f", b > 2))
    chain = 0 < a < b <= 10
    mixed = a < b != False
    truth = bool(a) and bool(t) and bool(len(xs))
    count = 0
    if a and b:
        count += 1
    if not a or t.sum() > 1:
        count += 10
    if len(xs) and xs[0] == a:
        count += 100
    while a and count < 300:
        a -= 1
        count += 50
    return one, two, three, chain, mixed, truth, count, a


INPUTS = [
    lambda: (3, 5, torch.tensor(2.0), [3]),
    lambda: (0, 7, torch.tensor(0.0), []),
    lambda: (4, -1, torch.tensor(1), [1, 2]),
]
