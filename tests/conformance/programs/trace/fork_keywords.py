"""Keyword and default arguments, Python numbers, lists and None handed to traced forks."""
TRACE = True


def affine(x, gain=2.0, *, offset=None, dims=(0,)):
    y = x * gain
    if offset is not None:
        y = y + offset
    return y.sum(dims)


def main(x):
    a = jit.fork(affine, x)
    b = jit.fork(affine, x, 0.5, offset=x.mean())
    c = jit.fork(affine, x=x, gain=-1, dims=[0, 1])
    return jit.wait(a), jit.wait(b), jit.wait(c)


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(4, 1),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 3, str(compiled.graph)
