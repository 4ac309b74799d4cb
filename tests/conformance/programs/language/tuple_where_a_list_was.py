"""A tuple assigned in a block to a name that was a list: where the block ends it becomes a list, as torch.jit makes it at once."""


def grid(size: Optional[List[int]], tokens: int):
    if size is None:
        side = int(tokens**0.5)
        size = side, side
    return size[0] * 10 + size[1]


def in_a_branch(n: int):
    xs: List[int] = [1]
    if n > 1:
        xs = (2, n)
    return sum(xs), len(xs)


def in_a_loop(n: int):
    xs = [1]
    ys: Optional[List[float]] = None
    for i in range(n):
        if i == 2:
            ys = (0.5, float(i))
        xs = (i, i)
    return xs[-1], len(xs), 0.0 if ys is None else ys[1]


def until(n: int):
    xs = [5]
    while n > 0:
        xs = n, n
        n -= 1
        if n == 2:
            break
    return xs[0], len(xs)


def of_tensors(x: Tensor, both: bool):
    parts = [x]
    if both:
        parts = (x, x + 1)
    return torch.cat(parts)


def main(x: Tensor, n: int, size: Optional[List[int]], both: bool):
    return grid(size, n), in_a_branch(n), in_a_loop(n), until(n), of_tensors(x, both)


INPUTS = [lambda: (torch.randn(3), 16, None, True), lambda: (torch.randn(2), 1, [3, 4], False), lambda: (torch.randn(2), 0, None, True)]
