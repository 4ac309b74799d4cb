"""Many torch operators forked directly: several results, keyword arguments, functional, lists of tensors."""


def main(x: Tensor, y: Tensor):
    a = jit.fork(torch.topk, x, 2)
    b = jit.fork(torch.cat, [x, y], dim=0)
    c = jit.fork(torch.sum, x, dim=[0], keepdim=True)
    d = jit.fork(torch.where, x > 0, x, y)
    e = jit.fork(torch.clamp, x, min=-0.5, max=0.5)
    f = jit.fork(torch.stack, (x, y), 1)
    values, indices = jit.wait(a)
    return values, indices, jit.wait(b), jit.wait(c), jit.wait(d), jit.wait(e), jit.wait(f)


INPUTS = [lambda: (torch.randn(3), torch.randn(3)), lambda: (torch.randn(4), torch.zeros(4))]
