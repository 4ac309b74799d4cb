"""A future whose value is a future, and one of a list of futures."""


def leaf(x: Tensor) -> Tensor:
    return x.exp()


def outer(x: Tensor) -> jit.Future[Tensor]:
    return jit.fork(leaf, x + 1)


def many(x: Tensor, n: int) -> List[jit.Future[Tensor]]:
    return [jit.fork(leaf, x * i) for i in range(n)]


def main(x: Tensor, n: int):
    ff: jit.Future[jit.Future[Tensor]] = jit.fork(outer, x)
    fl = jit.fork(many, x, n)
    total = jit.wait(jit.wait(ff))
    for f in fl.wait():
        total = total + f.wait()
    return total


INPUTS = [lambda: (torch.randn(3), 3), lambda: (torch.zeros(1), 0)]
