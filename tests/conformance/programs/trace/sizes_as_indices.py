"""Sizes as indices of tensors, read and written: at the front, behind slices, None, an Ellipsis, tensors and masks, in lists."""
TRACE = True
BEYOND = True  # torch.jit keeps the example's index where it does not stand alone


def main(x, where, mask):
    n, m, k = x.shape
    last = x[n - 1] + x[-n]
    column = x[:, m // 2]
    corner = x[n - 1, ..., k - 1]
    both = x[None, n // 2, :, k // 2]
    beside = x[where, m - 1] + x[n - 1, where]
    masked = x[mask, k - 1]
    listed = x[:, [0, m - 1]]
    copy = x.clone()
    copy[n - 1] = 0
    copy[..., k - 1] = x[..., 0]
    copy[0, m - 1, k // 2] += 5
    copy[where, m - 1] = 1
    return last, column, corner, both, beside, masked, listed, copy


def example(n, m, k):
    return torch.randn(n, m, k), torch.tensor([1, 0]), torch.arange(n * m).view(n, m) % 3 == 0


INPUTS = [lambda: example(3, 4, 5), lambda: example(5, 2, 3), lambda: example(2, 6, 4)]
