"""Defaults of ints, floats, strings, None, tuples and lists; calls by name in any order."""


def make_list(n: int, start: int = 2, step: int = 3, name: str = "d", scale: float = 1.5) -> Tuple[List[int], str, float]:
    return [start + i * step for i in range(n)], name, scale * n


def shape(x: Tensor, dims: Tuple[int, int] = (2, 3), keep: Optional[bool] = None) -> Tensor:
    if keep is not None and keep:
        return x
    return x.reshape(dims[0], dims[1])


def main(n: int, x: Tensor, flag: bool = True, extra: float = 0.25):
    a = make_list(n)
    b = make_list(n, 5, name="b")
    c = make_list(start=1, n=2, step=n)
    d = make_list(n, scale=2.0, step=0)
    e = shape(x) if flag else shape(x, keep=True)
    g = shape(x, (3, 2))
    return a, b, c, d, e, g, extra


INPUTS = [
    lambda: (3, torch.arange(6)),
    lambda: (1, torch.arange(6.0), False, 2.0),
    lambda: {"x": torch.zeros(6), "n": 0, "extra": -1.0},
]
