"""A scripted function with forks called in a traced function; a traced function forked by a scripted one."""
TRACE = True


def part(x: Tensor, k: int) -> Tensor:
    return x * k


@jit.script
def spread(x: Tensor, n: int) -> Tensor:
    fs = [jit.fork(part, x, i) for i in range(n)]
    total = torch.zeros_like(x)
    for f in fs:
        total = total + jit.wait(f)
    return total


def main(x):
    a = jit.fork(part, x, 3)
    return spread(x, 4) + jit.wait(a)


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.randn(2, 2),)]
