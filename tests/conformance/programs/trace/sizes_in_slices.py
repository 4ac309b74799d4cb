"""Slices whose ends and steps are computed from sizes, whole dimensions too, read and written, with gradients."""
TRACE = True
GRAD = True


def main(x, y):
    n, m = x.shape
    halves = x[:, m // 2:] * 2 + x[:, :m // 2].sum()
    whole = x[0:n, 0:m] + x[:n] + x[:, :m]
    last = x[-(n // 2):, m - 2:m]
    steps = x[::n // 2, ::m // 3]
    middle = x[..., m // 4:m - m // 4]
    copy = y.clone()
    copy[:, :m // 2] = x[:, m - m // 2:]
    copy[n // 2:n] *= 3
    return halves, whole, last, steps, middle, copy


def example(n, m):
    return torch.randn(n, m, requires_grad=True), torch.randn(n, m, requires_grad=True)


INPUTS = [lambda: example(4, 6), lambda: example(2, 12), lambda: example(6, 8)]
