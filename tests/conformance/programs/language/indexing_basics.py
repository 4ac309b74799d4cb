"""Tensor indexing by ints, negative ints, slices, steps, None and Ellipsis, alone and mixed."""


def main(x: Tensor, i: int, n: int):
    return [
        x[i], x[-i - 1], x[i][0], x[i, 0, -1], x[:, i], x[i:], x[: -1], x[::2], x[..., i], x[None, i], x[i, None],
        x[:, :, None], x[..., None], x[i:i], x[0, ..., : n], x[:, i, n - 1 :], x[-1:, 0:1], x[i :, ..., ::n],
    ]


INPUTS = [lambda: (torch.randn(2, 3, 4), 1, 2), lambda: (torch.arange(27).reshape(3, 3, 3), 0, 1)]
