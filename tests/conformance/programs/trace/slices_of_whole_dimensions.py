"""Slices that take the whole of a dimension of the example take no more of a larger one; read and written, with gradients."""
TRACE = True
GRAD = True


def main(x):
    rows = x[0:5, 0] + x[:5, 3]
    columns = x[:, 0:4] * x[..., :4]
    both = x[:5, :4] + x[None, 0:5, 0:4].sum()
    steps = x[0:5:2] - x[1:5:2].sum()
    picked = x[[0, 2], :4]
    copy = x.clone()
    copy[:5] = 2.0
    copy[..., 0:4] *= 3
    again = (x[:5] + 1)[:5]
    return rows, columns, both, steps, picked, copy, again


def example(n, m):
    return (torch.randn(n, m, requires_grad=True),)


INPUTS = [lambda: example(5, 4), lambda: example(7, 6), lambda: example(5, 9)]
