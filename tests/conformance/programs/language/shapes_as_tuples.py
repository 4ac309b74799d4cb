"""Shapes put together from parts: tuples, sizes, lists and stars, of lengths that only the run knows."""


def broadcast(x: Tensor, like: Tensor) -> Tensor:
    return x.reshape((x.shape[0],) + (1,) * (like.ndim - 1)) * like


def main(x: Tensor, n: int):
    first, rest = x.shape[0], x.shape[1:]
    new = x.new_zeros((n,) + x.shape[1:])
    other = x.new_ones(x.shape[:-1] + torch.Size([2, 1]))
    starred = x.new_full((first, *rest, n), 2.0)
    listed = torch.zeros([n, *x.shape, 1, *rest])
    flat = x.view(-1, *x.shape[2:])
    repeated = x.sum().expand((2,) * n) + x.sum().expand(n * (2,))
    return (
        [list(t.shape) for t in [new, other, starred, listed, flat, repeated]],
        [-1] + list(x.shape),
        x.size()[2:] == new.shape[2:],
        x.shape == (2, 3, 4),
        (2, 3, 4) != x.shape,
        x.shape.numel(),
        (torch.Size((n, 1)) + x.shape).numel(),
        len(tuple(x.shape) + (n,)),
        2 * (n, 1),
        {n, *x.shape},
        broadcast(torch.arange(x.shape[0]), x),
    )


INPUTS = [lambda: (torch.rand(2, 3, 4), 2), lambda: (torch.rand(5, 1), 0), lambda: (torch.rand(3, 2, 2, 1), 3)]
BEYOND = "stars of lists in displays and calls, numel of a size"
