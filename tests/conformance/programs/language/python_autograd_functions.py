"""Subclasses of autograd.Function: apply with tensors and numbers, two results, static methods; checks by torch._assert."""

import numbers


class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor: int) -> Tuple[Tensor, Tensor]:
        ctx.factor = factor
        return x * factor, x + factor

    @staticmethod
    def backward(ctx, a, b):
        return a * ctx.factor + b, None

    @staticmethod
    def helper(x: Tensor) -> Tensor:
        return x * 3


class Squared(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g


def main(x: Tensor, n: int, y: float):
    torch._assert(x.dim() == 1, "one dimension")
    torch._assert((x >= x).all(), f"not a number in {n}")
    a, b = Scaled.apply(x, n)
    kinds = isinstance(n, numbers.Number), isinstance(y, numbers.Integral), isinstance(True, numbers.Real)
    return a, b, Squared.apply(x), Scaled.helper(x), kinds


INPUTS = [lambda: (torch.randn(3, requires_grad=True), 2, 0.5)]
GRAD = True
BEYOND = "numbers of Python's towers in isinstance"
