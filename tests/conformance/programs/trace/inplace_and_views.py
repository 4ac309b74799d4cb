"""In-place writes through views and slices, also on the argument."""
TRACE = True


def main(x):
    y = x.clone()
    y[0] = 1.0
    y[:, 1:] *= 2
    row = y[1]
    row.add_(10)
    y.view(-1)[0] = -5
    z = torch.zeros_like(y)
    z[..., 0] = y[..., -1]
    x.add_(1)
    return y, z, row, x


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(2, 3),)]
