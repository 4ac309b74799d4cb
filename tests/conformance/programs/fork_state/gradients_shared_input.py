"""Gradients reach inputs that several forks share, and skip those that need none."""
GRAD = True


def term(x: Tensor, w: Tensor, power: int) -> Tensor:
    return torch.sigmoid(x @ w).pow(power)


def main(x: Tensor, w: Tensor) -> Tensor:
    pending = [jit.fork(term, x, w, p) for p in range(1, 4)]
    product = jit.fork(term, x * 2, w.t(), 1).wait()
    for f in pending:
        product = product * f.wait()
    return product


INPUTS = [
    lambda: (torch.randn(3, 3, requires_grad=True), torch.randn(3, 3, requires_grad=True)),
    lambda: (torch.randn(1, 2), torch.randn(2, 2, requires_grad=True)),
]
