"""A wrong argument type given to fork is a compile error that names the parameter."""
EXPECT = ("compile", r"times")


def worker(x: Tensor, times: int) -> Tensor:
    return x * times


def main(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(worker, x, "two"))


def near(x: Tensor) -> Tensor:
    return jit.wait(jit.fork(worker, x, times=2))


INPUTS = [lambda: (torch.ones(2),)]
