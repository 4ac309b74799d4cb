"""The number of forks depends on the data; zero forks; results reduced in order and in reverse."""


def weight(x: Tensor, i: int) -> Tensor:
    return x[i] * (i + 1)


def main(x: Tensor):
    n = int((x > 0).sum())
    fs = [jit.fork(weight, x, i) for i in range(n)]
    forward = torch.zeros(())
    for f in fs:
        forward = forward * 2 + jit.wait(f)
    backward = torch.zeros(())
    for i in range(len(fs) - 1, -1, -1):
        backward = backward * 2 + fs[i].wait()
    return forward, backward, n


INPUTS = [lambda: (torch.randn(6),), lambda: (-torch.ones(3),), lambda: (torch.ones(40),)]
