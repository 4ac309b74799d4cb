"""Waiting for something that is no future is a compile error that says Future."""
EXPECT = ("compile", r"Future")


def main(x: Tensor) -> Tensor:
    return jit.wait(x)


def near(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(torch.abs, x))


INPUTS = [lambda: (torch.randn(2),)]
