"""cat and stack over Python lists, list arguments built of tensors and sizes, zip and enumerate in Python."""
TRACE = True


def main(x, y):
    parts = [x[i] * w for i, w in zip(range(3), (1, 2, 3))]
    both = torch.cat([p.unsqueeze(0) for p in parts] + [y[None]], 0)
    grid = torch.stack([both, both * 2], dim=-1)
    padded = F.pad(y, [0, 2])
    return both, grid.sum([0, 2]), padded, torch.broadcast_tensors(x[0], y)[0], torch.meshgrid(y, y, indexing="ij")[1]


INPUTS = [lambda: (torch.randn(3, 4), torch.randn(4)), lambda: (torch.randn(3, 2), torch.randn(2))]
