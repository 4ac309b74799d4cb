"""Matrix chain: the best order by dynamic programming, each diagonal in parallel; then the product by that order."""


def cost(dims: List[int], table: List[List[int]], i: int, j: int) -> Tuple[int, int]:
    best = -1
    where = i
    for k in range(i, j):
        c = table[i][k] + table[k + 1][j] + dims[i] * dims[k + 1] * dims[j + 1]
        if best < 0 or c < best:
            best = c
            where = k
    return best, where


def main(mats: List[Tensor]):
    n = len(mats)
    dims = [m.size(0) for m in mats] + [mats[-1].size(1)]
    table = [[0 for _ in range(n)] for _ in range(n)]
    split = [[0 for _ in range(n)] for _ in range(n)]
    for length in range(1, n):
        fs = [jit.fork(cost, dims, table, i, i + length) for i in range(n - length)]
        for i, f in enumerate(fs):
            c, k = jit.wait(f)
            table[i][i + length] = c
            split[i][i + length] = k
    todo: List[Tuple[int, int, bool]] = [(0, n - 1, False)]
    stack: List[Tensor] = []
    while len(todo) > 0:
        i, j, ready = todo.pop()
        if i == j:
            stack.append(mats[i])
        elif ready:
            right = stack.pop()
            left = stack.pop()
            stack.append(left @ right)
        else:
            todo.append((i, j, True))
            todo.append((split[i][j] + 1, j, False))
            todo.append((i, split[i][j], False))
    return table[0][n - 1], split, stack[0]


INPUTS = [
    lambda: ([torch.randn(3, 5, dtype=torch.double), torch.randn(5, 2, dtype=torch.double), torch.randn(2, 7, dtype=torch.double), torch.randn(7, 1, dtype=torch.double)],),
    lambda: ([torch.randn(2, 2, dtype=torch.double)],),
]
