"""any and all over a tuple with None ask item by item: what comes before may decide (beyond torch.jit: it asks all)."""
BEYOND = True


def main(x: Tensor, n: int) -> List[bool]:
    parts = (x, None, x + 1)
    found = [any(p is None for p in parts), all(p is not None for p in parts)]
    if n > 0:
        found.append(any(p.dim() == 1 for p in parts))
        found.append(all(p.dim() == 2 for p in parts))
    else:
        found.append(x.dim() == 2)
    return found


def check(compiled, eager):
    for run in (compiled, eager):
        raises(lambda: run(torch.ones(2, 2), 1), "AttributeError: 'NoneType' object has no attribute.*dim")


INPUTS = [lambda: (torch.ones(2), 1), lambda: (torch.ones(2), 0), lambda: (torch.ones(2, 2), 0)]
