"""Many forks read one large tensor, one list and one dict at the same time."""


def look(table: Tensor, xs: List[int], names: Dict[int, str], i: int) -> Tuple[Tensor, str]:
    at = xs[i % len(xs)]
    return table[at].sum() + i, names[at] + str(i)


def main(table: Tensor, xs: List[int], n: int):
    names: Dict[int, str] = {}
    for x in xs:
        names[x] = "n" + str(x)
    fs = [jit.fork(look, table, xs, names, i) for i in range(n)]
    sums: List[Tensor] = []
    texts: List[str] = []
    for f in fs:
        s, t = jit.wait(f)
        sums.append(s)
        texts.append(t)
    return torch.stack(sums), texts


INPUTS = [lambda: (torch.randn(8, 4), [1, 7, 3], 50), lambda: (torch.ones(2, 1), [0], 1)]
