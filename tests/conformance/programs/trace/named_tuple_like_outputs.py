"""List outputs, single tensors in tuples, inputs returned unchanged, the same tensor twice."""
TRACE = True


def main(x, y):
    z = x + y
    return [z, x], (y,), x, (z, z)


INPUTS = [lambda: (torch.randn(2), torch.randn(2)), lambda: (torch.randn(3, 1), torch.randn(3))]
