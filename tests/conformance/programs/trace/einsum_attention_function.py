"""Function with keyword defaults, closure constants, einsum, masked softmax and gather, traced with three tensors."""
TRACE = True


def attend(q, k, v, scale=0.5, causal=True):
    s = torch.einsum("id,jd->ij", q, k) * scale
    if causal:
        keep = torch.ones(q.size(0), k.size(0), dtype=torch.bool).tril()
        s = s.masked_fill(~keep, -1e9)
    return s.softmax(-1) @ v


def main(q, k, v):
    y = attend(q, k, v)
    z = attend(q, k, v, causal=False, scale=2.0)
    best = z.argmax(1, keepdim=True)
    return y, z.gather(1, best), torch.cat([y, z], -1).reshape(q.shape[0], 2, -1)


INPUTS = [lambda: tuple(torch.randn(4, 3) for _ in range(3)), lambda: tuple(torch.randn(2, 3) for _ in range(3))]
