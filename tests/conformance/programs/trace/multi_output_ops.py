"""Operators with several results: topk, sort, max with dim, split, chunk, unbind, var_mean, unique."""
TRACE = True


def main(x):
    values, indices = x.topk(2, dim=-1)
    ordered, order = torch.sort(x, dim=0)
    m, where = x.max(1)
    a, b = x.split([1, 2], dim=1)
    c, d = torch.chunk(x, 2, dim=0)
    rows = x.unbind(0)
    v, mean = torch.var_mean(x, dim=1)
    return values, indices, ordered, order, m, where, a.sum() + b, c - d, rows[0] + rows[-1], v, mean


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(2, 3) * 2,)]
