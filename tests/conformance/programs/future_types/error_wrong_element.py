"""Declaring a future of another element type than the callee's is a compile error that shows both."""
EXPECT = ("compile", r"Future\[(int|Tensor)\]")


def work(x: Tensor) -> Tensor:
    return x * 2


def main(x: Tensor) -> int:
    f: jit.Future[int] = jit.fork(work, x)
    return jit.wait(f)


def near(x: Tensor) -> Tensor:
    f: jit.Future[Tensor] = jit.fork(work, x)
    return jit.wait(f)


INPUTS = [lambda: (torch.ones(2),)]
