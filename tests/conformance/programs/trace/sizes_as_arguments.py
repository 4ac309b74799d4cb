"""Sizes where PyTorch's operators take plain ints and floats: dims, kernels, steps, counts, probabilities, as keywords and in lists."""
TRACE = True


def main(x):
    b, c, n, m = x.shape
    windows = x.unfold(3, m // 2, m // 4)
    pooled = F.max_pool2d(x, n // 2) + F.avg_pool2d(x, (n // 2, m // 2), stride=n // 2).sum()
    summed = x.sum(dim=b - 1) + x.mean((b - 1,), keepdim=True).sum()
    turned = x.permute(0, b - 1, 3, 2).roll(n // 2, dims=b)
    best = x.topk(m // 2, dim=-1)[0] + x.kthvalue(n // 2, dim=2)[0].sum()
    line = torch.linspace(0, 1, m) + torch.full((m,), n)
    padded = F.pad(x, (1, m // 2), value=1 / n)
    sharp = F.leaky_relu(x, 1 / n) + F.softplus(x, beta=n)
    unfolded = F.unfold(x, (n // 2, m // 2), stride=(n // 2, 1))
    return windows, pooled, summed, turned, best, line, padded, sharp, unfolded


INPUTS = [lambda: (torch.randn(2, 3, 4, 4),), lambda: (torch.randn(2, 2, 8, 8),), lambda: (torch.randn(2, 5, 6, 12),)]
BEYOND = True  # torch.jit keeps kthvalue's k
