"""Unions in lists, dict values and optional arguments; PEP 604 and nested unions; widening assignment."""


def width(x: Union[int, List[int], None]) -> int:
    if x is None:
        return 0
    if isinstance(x, int):
        return x
    return sum(x)


def describe(x: Union[str, float, Tensor]) -> str:
    if isinstance(x, str):
        return "s:" + x
    if isinstance(x, float):
        return "f:" + str(x > 1)
    return "t:" + str(x.numel())


def main(n: int, t: Tensor):
    items: List[Union[int, str]] = [n, "two", n + 2]
    ints = 0
    text = ""
    for item in items:
        if isinstance(item, int):
            ints += item
        else:
            text += item
    table: Dict[str, Union[int, Tensor]] = {"n": n, "t": t}
    got = table["t"]
    assert isinstance(got, torch.Tensor)
    value: Union[int, str] = n
    if n > 2:
        value = "big"
    kind = "int" if isinstance(value, int) else "str"
    return ints, text, got + 1, kind, width(None) + width([n, n]) + width(n), [describe("a"), describe(2.0), describe(t)]


INPUTS = [lambda: (1, torch.ones(3)), lambda: (4, torch.zeros(0))]
