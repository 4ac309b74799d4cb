"""An undefined name in the forked function is a compile error that shows the name."""
EXPECT = ("compile", r"missing_weight")


def worker(x: Tensor) -> Tensor:
    return x * missing_weight


def main(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(worker, x))


def near(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(torch.neg, x))


INPUTS = [lambda: (torch.ones(2),)]
