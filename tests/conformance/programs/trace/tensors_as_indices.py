"""0-dim tensors as indices and as ends of slices, read and written, follow the input."""
TRACE = True


def main(x, i, k):
    row, column, corner = x[i], x[:, k], x[i, ..., k]
    beside = x[i - 1, None] + x[-1]
    best = x.sum(1).argmax()
    found = x[best] + x[best:].sum() + x[: best + 1].sum()
    copy = x.clone()
    copy[i] = 0
    copy[:, k:] += 2
    copy[i, k] = x[k, i]
    return row, column, corner, beside, found, copy


INPUTS = [
    lambda: (torch.randn(5, 5), torch.tensor(3), torch.tensor(1)), lambda: (torch.randn(4, 6), torch.tensor(1), torch.tensor(2)),
    lambda: (torch.randn(7, 3), torch.tensor(2), torch.tensor(0)),
]
