"""Comprehensions over tuples, tensors and enumerate; shadowed names; dict from zip."""


def main(xs: List[int], ws: List[str], t: Tensor):
    evens = [x for x in xs]
    positive = [float(x) for x in xs]
    words = [w.upper() + str(i) for i, w in enumerate(ws)]
    x = 7
    table = {w: x for w, x in zip(ws, xs)}
    rows = [row.sum() for row in t]
    grid = [[i * j for j in range(3)] for i in range(2)]
    flat = [row[0] for row in grid]
    sizes = [len(w) for w in ws]
    pairs = [(i, w) for i, w in enumerate(ws)]
    total = sum([x * x for x in xs])
    squares = {i: i * i for i in range(4)}
    return evens, positive, words, table, x, rows, grid, flat, sizes, pairs, total, squares


INPUTS = [lambda: ([1, 2, 4, -6], ["a", "", "ccc"], torch.randn(2, 3)), lambda: ([], [], torch.zeros(0, 1))]
