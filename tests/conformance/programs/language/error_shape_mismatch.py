"""Operators' own errors reach the caller with the operator's message."""
EXPECT = ("runtime", r"(?i)must match|out of range|cannot be multiplied|invalid for input|Dimension")


def main(x: Tensor, y: Tensor, kind: int) -> Tensor:
    if kind == 0:
        return x + y
    elif kind == 1:
        return x @ y
    elif kind == 2:
        return x[7]
    elif kind == 3:
        return x.view(7, 7)
    return x.sum(5)


INPUTS = [lambda: (torch.ones(2, 3), torch.ones(2, 2), 0), lambda: (torch.ones(2, 3), torch.ones(2, 2), 1),
          lambda: (torch.ones(2, 3), torch.ones(2), 2), lambda: (torch.ones(2, 3), torch.ones(2), 3), lambda: (torch.ones(2, 3), torch.ones(2), 4)]
OK_INPUTS = [lambda: (torch.ones(2, 2), torch.ones(2, 2), 0), lambda: (torch.ones(2, 2), torch.ones(2, 2), 1)]
