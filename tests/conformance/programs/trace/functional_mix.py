"""torch.nn.functional in a trace: pad, interpolate, embedding, one_hot, layer_norm, cross_entropy, cosine_similarity, unfold."""
TRACE = True


def main(x, ids, table):
    e = F.embedding(ids, table)
    n = F.layer_norm(e, (e.size(-1),))
    p = F.pad(x, (1, 1), value=0.5)
    u = F.interpolate(x[:, None], scale_factor=2.0, mode="nearest")
    loss = F.cross_entropy(e, ids % 3)
    hot = F.one_hot(ids, 5)
    return n, p, u, loss, hot, F.cosine_similarity(e, n), x.unfold(1, 2, 1), F.gelu(x), F.glu(torch.cat([x, x], 1))


INPUTS = [
    lambda: (torch.randn(2, 4), torch.tensor([0, 3, 4]), torch.randn(5, 3)),
    lambda: (torch.randn(1, 6), torch.tensor([1, 1]), torch.randn(5, 3)),
]
