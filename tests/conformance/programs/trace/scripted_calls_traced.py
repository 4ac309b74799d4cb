"""A function that is scripted calls traced functions with control flow around them (compiled inside a trace)."""
TRACE = True


def base(x, y):
    return x * y + 1


traced = jit.trace(base, (torch.ones(2), torch.ones(2)))


@jit.script
def loop(x: Tensor, n: int) -> Tensor:
    for i in range(n):
        x = traced(x, x) - i
    return x


def main(x):
    return loop(x, 3) + base(x, x)


INPUTS = [lambda: (torch.rand(3),), lambda: (torch.rand(2, 2),)]
