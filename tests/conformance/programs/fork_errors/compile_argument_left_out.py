"""A fork that leaves out an argument of its callee does not compile; the error names the argument."""
EXPECT = ("compile", r"slope")


def line(x: Tensor, slope: float, offset: float = 0.0) -> Tensor:
    return x * slope + offset


def main(x: Tensor) -> Tensor:
    return jit.fork(line, x, offset=1.0).wait()


def near(x: Tensor) -> Tensor:
    return jit.fork(line, x, offset=1.0, slope=-2.0).wait()


INPUTS = [lambda: (torch.randn(3),)]
