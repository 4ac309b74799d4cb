"""fork and wait in one expression, inside arguments, conditions, comprehensions, f-strings and returns."""


def square(n: int) -> int:
    return n * n


def norm(x: Tensor) -> Tensor:
    return x.norm()


def name(n: int) -> str:
    return "item" + str(n)


def main(x: Tensor, n: int):
    if jit.wait(jit.fork(square, n)) > 4:
        x = x * jit.wait(jit.fork(norm, x))
    values = [jit.fork(square, i).wait() for i in range(n)]
    text = f"{jit.wait(jit.fork(name, n))} and {n}"
    total = 0
    while jit.wait(jit.fork(square, total)) < 20:
        total += 1
    assert jit.wait(jit.fork(square, 2)) == 4
    return x, values, text, total, jit.wait(jit.fork(square, jit.wait(jit.fork(square, n))))


INPUTS = [lambda: (torch.randn(3), 3), lambda: (torch.ones(2), 0)]
