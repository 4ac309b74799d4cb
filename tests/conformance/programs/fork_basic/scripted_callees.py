"""Forked callees that are already scripted or traced functions, and functions that call other functions."""


@jit.script
def scripted(x: Tensor, n: int = 2) -> Tensor:
    for i in range(n):
        x = x * 2 + i
    return x


def plain(x):
    return torch.relu(x) - 1


traced = jit.trace(plain, (torch.randn(2),))


def helper(x: Tensor) -> Tensor:
    return scripted(x, 1) + traced(x)


def main(x: Tensor) -> Tensor:
    a = jit.fork(scripted, x)
    b = jit.fork(scripted, x, n=0)
    c = jit.fork(traced, x)
    d = jit.fork(helper, x)
    return jit.wait(a) + jit.wait(b) * 10 + jit.wait(c) * 100 + jit.wait(d)


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.ones(2, 2),)]
