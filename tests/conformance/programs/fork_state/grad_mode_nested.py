"""no_grad entered inside a fork ends with it; forks in no_grad regions inside forks."""


def inner(x: Tensor, w: Tensor) -> Tensor:
    return x * w


def quiet(x: Tensor, w: Tensor) -> Tensor:
    with torch.no_grad():
        f = jit.fork(inner, x, w)
        y = jit.wait(f)
    return y


def half(x: Tensor, w: Tensor) -> Tuple[Tensor, Tensor]:
    with torch.no_grad():
        a = x * w
    f = jit.fork(inner, x, w)
    return a, jit.wait(f)


def main(x: Tensor, w: Tensor):
    f = jit.fork(quiet, x, w)
    g = jit.fork(half, x, w)
    own = x * w
    a, b = jit.wait(g)
    return own, jit.wait(f), a, b, torch.is_grad_enabled()


INPUTS = [lambda: (torch.randn(3), torch.randn(3).requires_grad_())]
