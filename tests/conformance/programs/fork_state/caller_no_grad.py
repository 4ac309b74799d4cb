"""Grad mode of the Python caller holds in forks; eval and inference mode around the call
(torch.jit gives results that require grad under no_grad here)."""
BEYOND = True


def work(x: Tensor, w: Tensor) -> Tensor:
    return (x * w).tanh()


def main(x: Tensor, w: Tensor) -> Tensor:
    f = jit.fork(work, x, w)
    return jit.wait(f) + work(x, w)


INPUTS = [lambda: (torch.randn(3), torch.randn(3).requires_grad_())]


def check(compiled, eager):
    w = torch.ones(2, requires_grad=True)
    for _ in range(10):
        assert compiled(torch.ones(2), w).requires_grad
        with torch.no_grad():
            assert not compiled(torch.ones(2), w).requires_grad
        with torch.inference_mode():
            assert compiled(torch.ones(2), w).is_inference()
