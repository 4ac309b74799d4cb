"""Awaitables as arguments, results, items of lists, of branches, and of other awaitables."""


def plus(x: Tensor, n: int) -> Tensor:
    return x + n


def times(x: Tensor, n: int) -> Tensor:
    return x * n


def later(x: Tensor) -> jit._Await[Tensor]:
    return jit._awaitable(times, x, 3)


def deep(x: Tensor) -> jit._Await[jit._Await[Tensor]]:
    return jit._awaitable(later, x)


def take(aw: jit._Await[Tensor]) -> Tensor:
    return jit._awaitable_wait(aw) - 1


def total(items: List[jit._Await[Tensor]]) -> Tensor:
    result = torch.zeros(3)
    for item in items:
        result = result + jit._awaitable_wait(item)
    return result


def chosen(x: Tensor, flag: bool) -> jit._Await[Tensor]:
    if flag:
        aw = jit._awaitable(plus, x, 2)
    else:
        aw = jit._awaitable(times, x, 2)
    return aw


def main(x: Tensor, flag: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    nested = jit._awaitable_wait(jit._awaitable_wait(deep(x)))
    items = [later(x), chosen(x, flag), jit._awaitable_nowait(x)]
    return take(later(x)), nested, total(items), take(chosen(x, flag))


INPUTS = [lambda: (torch.randn(3), True), lambda: (torch.randn(3), False)]


def check(compiled, eager):
    x = torch.randn(3)
    same(jit._awaitable_wait(jit.script(later)(x)), x * 3)
