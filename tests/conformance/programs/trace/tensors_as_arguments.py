"""0-dim tensors where PyTorch's operators take ints and floats are followed: topk, slices, sizes, dims, steps, fills."""
TRACE = True


def main(x, k):
    best = x.topk(k, dim=1)[0] + torch.topk(x, k=k, dim=-1).values
    part = x[:, :k].sum() + x[k:, 1:k + 1].sum() + x.narrow(1, 0, k).sum()
    made = torch.zeros(k, 3), torch.full((2, k), 7), torch.arange(k), torch.eye(k), torch.linspace(0, 1, k)
    shaped = x[: k * 2].reshape(k, -1).repeat(1, k), x[0].expand(k, -1)
    windows = x.unfold(1, k, 1)
    one_hot = F.one_hot(torch.tensor([0, 1]), k)
    padded = F.pad(x, (k, 0)) + k
    cut = x.split([k, x.shape[0] - k])[1]
    diagonal = x.tril(k).cumsum(k - k)
    return best, part, made, shaped, windows, one_hot, padded, cut, diagonal, torch.add(x, x, alpha=k)


INPUTS = [
    lambda: (torch.randn(6, 8), torch.tensor(2)), lambda: (torch.randn(7, 9), torch.tensor(3)),
    lambda: (torch.randn(8, 6), torch.tensor(4)),
]
