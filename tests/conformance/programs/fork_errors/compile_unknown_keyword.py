"""A keyword the callee does not have is a compile error that names it."""
EXPECT = ("compile", r"tims")


def worker(x: Tensor, times: int = 2) -> Tensor:
    return x * times


def main(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(worker, x, tims=3))


def near(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(worker, x, times=3))


INPUTS = [lambda: (torch.ones(2),)]
