"""Union arguments, results and locals narrowed by isinstance, else branches included."""


def amount(x: Union[int, str, List[str], Tensor]) -> float:
    if isinstance(x, str):
        return len(x) * 1.0
    if isinstance(x, int):
        return x / 2
    if isinstance(x, torch.Tensor):
        return float(x.sum())
    else:
        return -1.0 * len(x)


def parity(n: int) -> Union[str, int]:
    if n % 2 == 0:
        return n // 2
    return "odd " + str(n)


def main(n: int, x: Tensor):
    amounts = [amount(n), amount("word"), amount(["a", "b"]), amount(x)]
    p = parity(n)
    if isinstance(p, int):
        return amounts, str(p * 10)
    return amounts, p.upper()


INPUTS = [lambda: (8, torch.ones(3)), lambda: (-3, torch.zeros(0))]
