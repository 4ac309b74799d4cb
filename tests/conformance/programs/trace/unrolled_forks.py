"""A Python loop of forks is unrolled by tracing; the futures live in a Python list."""
TRACE = True


def turned(x, n):
    return x.roll(n, 0) * n


def main(x):
    pending = [jit.fork(turned, x, n) for n in (1, 2, 5)]
    out = pending.pop(0).wait()
    for weight, f in enumerate(pending, 2):
        out = out - weight * jit.wait(f)
    return out


INPUTS = [lambda: (torch.randn(4),), lambda: (torch.randn(3, 2),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 3, compiled.graph
