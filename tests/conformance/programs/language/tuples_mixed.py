"""Tuples: indexing with negative constants, slicing, equality, nesting, in lists, as dict values, empty, addition."""


def swap(t: Tuple[int, str]) -> Tuple[str, int]:
    return t[1], t[0]


def nothing() -> Tuple[int, ...] if False else Tuple[int, int]:
    return (0, 0)


def main(t: Tuple[int, str, float], x: Tensor):
    a = t[-1]
    head = t[:2]
    swapped = swap(head)
    both = t + (x, [1, 2])
    deep = ((1, (2, (3, "four"))), 5)
    four = deep[0][1][1][1]
    (p, (q, (r, s))), u = deep
    rows: List[Tuple[int, str]] = []
    for i in range(3):
        rows.append((i, s + str(i)))
    table: Dict[str, Tuple[int, Tensor]] = {"k": (p, x)}
    n, y = table["k"]
    single = (7,)
    return a, head, swapped, both, four, p + q + r + u, rows, n, y, single, (p, q) == (1, 2), (1, 2) != (1, 3), len(t)


INPUTS = [lambda: ((1, "a", 2.0), torch.ones(2)), lambda: ((0, "", -1.5), torch.zeros(0))]
