"""tolist() with an annotation: ints, floats, bools, one and more dimensions, empty, a single number; item()."""


def rows(t: Tensor) -> List[List[float]]:
    out: List[List[float]] = t.tolist()
    return out


def main(i: Tensor, f: Tensor, b: Tensor):
    ints: List[int] = i.tolist()
    grid = rows(f)
    flags: List[bool] = b.tolist()
    deep: List[List[List[float]]] = f[None].tolist()
    one: int = i.sum().tolist()
    x: float = f.sum().tolist()
    empty: List[float] = f[0, :0].tolist()
    empty.append(2.5)
    ints.append(one)
    deep[0].append([x])
    turned: List[List[float]] = f.t().tolist()
    return ints, grid, flags, deep, one, x, empty, turned, f[0, 0].item()


INPUTS = [
    lambda: (torch.tensor([3, 1, 2]), torch.randn(2, 3), torch.tensor([True, False])),
    lambda: (torch.zeros(0, dtype=torch.long), torch.ones(1, 1), torch.tensor([False])),
]
