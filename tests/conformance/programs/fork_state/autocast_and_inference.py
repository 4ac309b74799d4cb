"""inference-mode tensors and no_grad results made in forks keep their flags; enable_grad by the caller."""


def work(x: Tensor, w: Tensor) -> Tensor:
    return x @ w


def main(x: Tensor, w: Tensor):
    f = jit.fork(work, x, w)
    with torch.no_grad():
        g = jit.fork(work, x, w)
        a = jit.wait(f)
    b = jit.wait(g)
    return a, b, a.requires_grad, b.requires_grad


INPUTS = [lambda: (torch.randn(2, 2), torch.randn(2, 2).requires_grad_())]
