"""Reductions and multi-result operators: named results, dims lists, keepdim, sort, topk, unbind, split, chunk, max with dim."""


def main(x: Tensor, k: int):
    values, indices = x.max(dim=1)
    both = x.min(0)
    top, where = torch.topk(x, k, dim=1)
    ordered, order = torch.sort(x, dim=0, descending=True)
    a, b = x.chunk(2, dim=1)
    parts = x.split(1, dim=0)
    pieces = torch.split(x, [1, 3], dim=1)
    first, second, third = x.unbind(0)
    sums = (x.sum(), x.sum(1), x.sum([0, 1]), x.sum(0, keepdim=True), x.mean((0, 1)), x.sum(1, dtype=torch.double), x.prod(1))
    stats = (x.std(), x.var(1, unbiased=False), x.norm(), x.argmax(1), x.amax(0), x.logsumexp(1), x.median(), x.cumsum(1))
    v, m = torch.var_mean(x)
    bools = ((x > 0).any(), (x > -100).all(), (x > 0).sum(), torch.isnan(x).any(1))
    return values, indices, both[0] + both[1], top, where, ordered, order, a - b, parts[1], pieces[1], first + third, sums, stats, \
        v + m, bools, len(parts), torch.unique(indices), torch.bincount(indices, minlength=4)


INPUTS = [lambda: (torch.randn(3, 4), 2), lambda: (torch.randn(3, 4) - 1, 1)]
