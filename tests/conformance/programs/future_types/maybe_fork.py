"""An Optional future: forked or not, narrowed by `is not None` and by an early return."""


def costly(x: Tensor) -> Tensor:
    return x.softmax(0)


def finish(f: Optional[jit.Future[Tensor]], default: Tensor) -> Tensor:
    if f is None:
        return default
    return f.wait()


def main(x: Tensor, wanted: bool):
    f: Optional[jit.Future[Tensor]] = None
    if wanted:
        f = jit.fork(costly, x)
    base = x.sum()
    if f is not None:
        base = base - jit.wait(f).max()
    return base, finish(f, x), finish(None, -x)


INPUTS = [lambda: (torch.randn(3), True), lambda: (torch.randn(3), False)]
