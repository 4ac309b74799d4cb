"""What the result of an awaitable has, the awaitable has: attributes and methods, which wait for it."""


class Pair:
    def __init__(self, a: Tensor, b: Tensor):
        self.a = a
        self.b = b

    def total(self) -> Tensor:
        return self.a + self.b


def make_pair(x: Tensor, n: int) -> Pair:
    return Pair(x * n, x + n)


def main(x: Tensor) -> Tuple[Tensor, Tensor, Tensor, bool]:
    aw: jit._Await[Pair] = jit._awaitable(make_pair, x, 4)
    done = jit._awaitable_nowait(Pair(x, x))
    known = True
    if jit.is_scripting():
        known = isinstance(aw, jit._Await) and not isinstance(x, jit._Await)
    return aw.a, aw.total() + done.b, jit._awaitable_wait(aw).b, known


INPUTS = [lambda: (torch.randn(3),)]
