"""Indexing with tensors, masks, lists, mixed; assignment through all of them; gather, index_select, take."""


def main(x: Tensor, idx: Tensor, k: int):
    mask = x > 0
    reads = (x[idx], x[:, idx], x[mask], x[idx, idx], x[[0, 1]], x[idx][:, None], x[mask.any(1)], x[k, idx])
    a = x.clone()
    a[mask] = 0.0
    b = x.clone()
    b[idx] = torch.ones(x.size(1))
    c = x.clone()
    c[:, k] = -1
    c[0, 1:] += 5
    d = x.clone()
    d[idx, k] *= 10
    e = torch.zeros(3, 3)
    e[k][1] = 4
    e[1] = torch.arange(3.0)
    e[..., 0] = x[0, 0]
    g = torch.zeros(4, dtype=torch.long)
    g[idx] = idx + 1
    return reads, a, b, c, d, e, g, x.index_select(0, idx), x.gather(1, idx[:, None]), x.take(idx), x.masked_fill(mask, 9)


INPUTS = [lambda: (torch.randn(3, 3), torch.tensor([2, 0, 1]), 1), lambda: (torch.randn(3, 3), torch.tensor([1, 1, 0]), 0)]
