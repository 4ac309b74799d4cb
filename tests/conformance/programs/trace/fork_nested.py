"""Forks inside forked functions are recorded as nested graphs."""
TRACE = True


def leaf(x, k):
    return torch.sin(x) * k


def middle(x):
    a = jit.fork(leaf, x, 2)
    b = jit.fork(leaf, x + 1, 3)
    return jit.wait(a) - jit.wait(b)


def main(x, y):
    p = jit.fork(middle, x)
    q = jit.fork(middle, y)
    return jit.wait(p) * jit.wait(q) + x


INPUTS = [lambda: (torch.randn(3), torch.randn(3)), lambda: (torch.randn(2, 2), torch.randn(2))]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") >= 2, str(compiled.graph)
    assert count_nodes(compiled, "aten::wait") >= 2, str(compiled.graph)
