"""An awaitable runs at its first wait, once, and not at all where nobody waits."""


def work(log: List[int], x: Tensor, n: int) -> Tensor:
    log.append(n)
    return x * n


def main(x: Tensor) -> Tuple[Tensor, List[int], List[int]]:
    log: List[int] = []
    first = jit._awaitable(work, log, x, 2)
    second = jit._awaitable(work, log, x, 3)
    never = jit._awaitable(work, log, x, 5)
    log.append(0)
    before = log.copy()
    y = jit._awaitable_wait(second)
    y = y + jit._awaitable_wait(first) * jit._awaitable_wait(second)
    return y, before, log


INPUTS = [lambda: (torch.randn(3),)]
