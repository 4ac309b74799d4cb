"""requires_grad, detach and torch.autograd.grad used inside the program."""


def main(x: Tensor):
    y = x.detach().requires_grad_()
    z = (y * y).sum()
    g = torch.autograd.grad([z], [y])[0]
    out = x * 0
    if g is not None:
        out = out + g
    return out, x.requires_grad, y.requires_grad, z.detach()


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.ones(2),)]
