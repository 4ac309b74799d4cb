"""Arithmetic on a future does not compile; the error says Future."""
EXPECT = ("compile", r"Future")


def half(x: Tensor) -> Tensor:
    return x / 2


def main(x: Tensor) -> Tensor:
    f = jit.fork(half, x)
    return torch.mul(f, 3)


def near(x: Tensor) -> Tensor:
    f = jit.fork(half, x)
    return torch.mul(jit.wait(f), 3)


INPUTS = [lambda: (torch.randn(2),)]
