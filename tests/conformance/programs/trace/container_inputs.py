"""Tuples, lists and dicts of tensors as inputs."""
TRACE = True


def main(pair, items):
    a, (b, c) = pair
    total = a * b + c
    for t in items:
        total = total + t
    return total, items[0] * 2, (b, [c, a])


INPUTS = [
    lambda: ((torch.randn(3), (torch.randn(3), torch.randn(3))), [torch.ones(3), torch.randn(3)]),
    lambda: ((torch.randn(2), (torch.randn(2), torch.ones(2))), [torch.zeros(2), torch.randn(2)]),
]
