"""Factories with dtype, device and layout keywords; *_like; new_*; linspace, eye, meshgrid, tril, stack, cat, einsum, where."""


def main(x: Tensor, n: int):
    made = (torch.zeros(n, 2), torch.ones([n]), torch.empty(0).numel(), torch.full([n], 0.5, dtype=torch.double), torch.eye(n),
            torch.arange(1, n, 2), torch.arange(0.0, 1.0, 0.25), torch.linspace(0, 1, n), torch.zeros((n, n), dtype=torch.int))
    likes = (torch.zeros_like(x), torch.ones_like(x, dtype=torch.long), torch.full_like(x, 3.0), x.new_zeros(n), x.new_ones([2, 1]),
             x.new_full((2,), 7.0), x.new_tensor([1, 2]) if False else x.new_empty(0).size(0))
    joined = (torch.cat([x, x], 0), torch.cat((x, x * 2), dim=1), torch.stack([x, -x], dim=-1), torch.hstack([x, x]), torch.vstack((x, x)))
    tri = (torch.tril(x), torch.triu(x, diagonal=1), torch.diag(x), torch.diagonal(x, 1), torch.outer(x[0], x[1]))
    a, b = torch.meshgrid([torch.arange(2), torch.arange(n)], indexing="ij")
    mixed = (torch.einsum("ij,kj->ik", x, x), torch.einsum("ii", x), torch.where(x > 0, x, -x), torch.where(x > 0, 1.0, 0.0),
             torch.flip(x, [0]), torch.roll(x, 1, 0), torch.bmm(x[None], x[None]), x @ x, torch.dot(x[0], x[1]),
             torch.tensordot(x, x, [[1], [0]]), torch.cdist(x, x), torch.clamp(x, max=0.5), x.expand(2, -1, -1), x.repeat(1, 2))
    return made, likes, joined, tri, a * b, mixed


INPUTS = [lambda: (torch.randn(3, 3), 3), lambda: (torch.ones(2, 2), 1)]
