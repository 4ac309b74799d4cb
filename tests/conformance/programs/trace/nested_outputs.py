"""Tuples of tuples of tensors come back in their structure."""
TRACE = True


def main(a, b):
    low, high = torch.minimum(a, b), torch.maximum(a, b)
    return (low, (high, (high - low, a))), b.sum()


INPUTS = [lambda: (torch.randn(3), torch.randn(3)), lambda: (torch.randn(2, 1), torch.randn(1, 2))]
