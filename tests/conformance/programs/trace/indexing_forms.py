"""Indexing with ints, slices, None, Ellipsis, index tensors and masks inside a trace."""
TRACE = True


def main(x, idx):
    mask = x > 0
    return x[0], x[:, 1:], x[..., -1], x[None], x[idx], x[mask], x[idx][:, idx], x.masked_fill(~mask, -1.0), x[::2, ::2], \
        torch.gather(x, 1, idx[None].expand(x.size(0), -1))


INPUTS = [
    lambda: (torch.randn(3, 3), torch.tensor([0, 2])),
    lambda: (torch.randn(4, 4), torch.tensor([3, 1, 1])),
]
