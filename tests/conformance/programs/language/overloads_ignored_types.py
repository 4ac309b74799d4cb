"""Comments with types, old-style annotations, type comments on parameters of helpers."""


def old_style(x, n, name):
    # type: (Tensor, int, str) -> Tuple[Tensor, str]
    return x * n, name + str(n)


def defaulted(x, n=3):
    # type: (Tensor, int) -> Tensor
    return x + n


def untyped(x, y):
    return x - y * 2


def main(x, n):
    # type: (Tensor, int) -> Tuple[Tensor, str, Tensor, Tensor]
    items: List[Tensor] = []
    for i in range(n):
        items.append(x * i)
    table = jit.annotate(Dict[str, int], {})
    table["k"] = n
    a, s = old_style(x, table["k"], "old")
    total = torch.zeros_like(x)
    for t in items:
        total = total + t
    return a, s, untyped(total, x), defaulted(x) + defaulted(x, 5)


INPUTS = [lambda: (torch.randn(2), 3), lambda: (torch.ones(1), 0)]
