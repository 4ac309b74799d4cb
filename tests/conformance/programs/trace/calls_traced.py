"""A traced function calls another traced function several times."""
TRACE = True


def inner(x):
    return torch.relu(x) * 2


traced_inner = jit.trace(inner, (torch.randn(2),))


def main(x):
    return traced_inner(x - 1) + traced_inner(x), traced_inner(traced_inner(x))


INPUTS = [lambda: (torch.randn(3, 2),), lambda: (torch.randn(1, 2),)]
