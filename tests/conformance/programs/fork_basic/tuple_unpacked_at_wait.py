"""A fork's tuple is unpacked in the statement that waits, into names and into a nested pattern."""


def extremes(x: Tensor) -> Tuple[Tensor, Tuple[int, Tensor]]:
    return x.min(), (x.dim(), x.max())


def main(x: Tensor, y: Tensor):
    fx, fy = jit.fork(extremes, x), jit.fork(extremes, y)
    low, (dims, high) = jit.wait(fx)
    other, pair = fy.wait()
    dims += pair[0]
    return torch.minimum(low, other), torch.maximum(high, pair[1]), dims


INPUTS = [lambda: (torch.randn(5), torch.randn(2, 2)), lambda: (torch.zeros(1, 1, 1), torch.ones(()))]
