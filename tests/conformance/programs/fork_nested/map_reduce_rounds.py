"""Rounds of map and pairwise reduce, each a fork, until one value is left."""


def square(x: Tensor) -> Tensor:
    return x * x


def join(a: jit.Future[Tensor], b: jit.Future[Tensor]) -> Tensor:
    return jit.wait(a) + 2 * jit.wait(b)


def main(x: Tensor) -> Tensor:
    fs = [jit.fork(square, row) for row in x]
    while len(fs) > 1:
        joined: List[jit.Future[Tensor]] = []
        for i in range(0, len(fs) - 1, 2):
            joined.append(jit.fork(join, fs[i], fs[i + 1]))
        if len(fs) % 2 == 1:
            joined.append(fs[-1])
        fs = joined
    return jit.wait(fs[0])


INPUTS = [lambda: (torch.randn(7, 2),), lambda: (torch.randn(1, 3),), lambda: (torch.randn(16, 1),)]
