"""A forked function forks and waits itself; the two graphs show their own forks only."""


def inner(x: Tensor, k: int) -> Tensor:
    return (x * k).cumsum(0)


def outer(x: Tensor, k: int) -> Tensor:
    small, large = jit.fork(inner, x, k), jit.fork(inner, x, k + 10)
    return large.wait() - small.wait()


def main(x: Tensor) -> Tensor:
    a, b = jit.fork(outer, x, 1), jit.fork(outer, -x, 3)
    return a.wait() @ b.wait()


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.arange(3),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 2, compiled.graph
    assert count_nodes(compiled, "aten::wait") == 2, compiled.graph
