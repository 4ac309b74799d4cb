"""jit.is_tracing and is_scripting while tracing; script_if_tracing keeps the loop."""
TRACE = True


@jit.script_if_tracing
def loop(x: Tensor, n: Tensor) -> Tensor:
    for i in range(int(n)):
        x = x * 2 + i
    return x


def main(x, n):
    if jit.is_scripting():
        return x * 1000
    return loop(x, n) + 1


INPUTS = [lambda: (torch.ones(2), torch.tensor(2)), lambda: (torch.randn(3), torch.tensor(5)), lambda: (torch.ones(1), torch.tensor(0))]
