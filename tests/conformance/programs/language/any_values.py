"""Any arguments and containers of Any refined with isinstance."""


def show(x: Any) -> str:
    if isinstance(x, bool):
        return "bool"
    elif isinstance(x, int):
        return "int" + str(x + 1)
    elif isinstance(x, torch.Tensor):
        return "tensor" + str(x.dim())
    elif isinstance(x, str):
        return x.upper()
    elif jit.isinstance(x, List[Tensor]):
        return "list"
    return "unknown"


def main(a: Any, t: Tensor):
    items: List[Any] = [a, 1, "s", t, 2.5, True, [t]]
    out: List[str] = []
    for item in items:
        out.append(show(item))
    n = 0
    if isinstance(a, (int, float)):
        n = 1
    elif isinstance(a, str):
        n = len(a)
    return out, n


INPUTS = [lambda: (5, torch.zeros(2, 2)), lambda: ("word", torch.zeros(1)), lambda: (1.5, torch.tensor(1))]
