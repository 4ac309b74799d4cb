"""A pipeline: each stage is forked with the future of the stage before."""


def load(i: int) -> Tensor:
    return torch.arange(4.0) + i


def scale(f: jit.Future[Tensor], k: float) -> Tensor:
    return jit.wait(f) * k


def reduce(f: jit.Future[Tensor], g: jit.Future[Tensor]) -> Tensor:
    return (f.wait() - g.wait()).cumsum(0)


def main(n: int) -> Tensor:
    prev = jit.fork(load, 0)
    outs: List[jit.Future[Tensor]] = []
    for i in range(n):
        here = jit.fork(load, i)
        scaled = jit.fork(scale, here, 0.5)
        prev = jit.fork(reduce, prev, scaled)
        outs.append(prev)
    total = jit.wait(prev)
    for f in outs:
        total = total + f.wait()
    return total


INPUTS = [lambda: (5,), lambda: (0,), lambda: (60,)]
