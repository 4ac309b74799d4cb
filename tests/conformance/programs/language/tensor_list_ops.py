"""List[Tensor]: cat, stack, sum by loop, in-place on elements, nested lists, comprehension over pairs, split and join."""


def main(xs: List[Tensor], sizes: List[int]):
    joined = torch.cat(xs)
    parts = list(torch.split(joined, sizes))
    parts[0].add_(1)
    swapped = [parts[-1]] + parts[:-1]
    total = torch.zeros(1)
    for p in swapped:
        total = total + p.sum()
    norms = [float(p.norm()) for p in parts]
    best = norms.index(max(norms))
    padded = [F.pad(p, [0, max(sizes) - p.size(0)]) for p in parts]
    xs.append(total)
    shapes = [list(p.shape) for p in padded]
    return joined, swapped, total, best, torch.stack(padded), xs, shapes, torch.broadcast_tensors(total, padded[0])[0], \
        torch.block_diag(padded[0]), [a * b for a, b in zip(padded, padded[1:])]


INPUTS = [lambda: ([torch.randn(2), torch.randn(3)], [1, 4]), lambda: ([torch.ones(4)], [2, 1, 1])]
