"""Leaves that require grad pass through nested forks with in-place steps on fresh tensors."""


def step(x: Tensor, w: Tensor, n: int) -> Tensor:
    y = torch.zeros_like(x)
    for i in range(n):
        y += torch.sin(x * w * (i + 1))
    return y


def pair(x: Tensor, w: Tensor) -> Tensor:
    f = jit.fork(step, x, w, 2)
    g = jit.fork(step, x, w * w, 3)
    out = torch.empty(2, x.size(0))
    out[0] = jit.wait(f)
    out[1] = jit.wait(g)
    return out


def main(x: Tensor, w: Tensor) -> Tensor:
    f = jit.fork(pair, x, w)
    return jit.wait(f).prod(0) + w


INPUTS = [lambda: (torch.randn(3).requires_grad_(), torch.randn(3).requires_grad_())]
GRAD = True
