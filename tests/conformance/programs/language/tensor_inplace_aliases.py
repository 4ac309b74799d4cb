"""In-place operators, views that share memory, out= arguments, zero_, copy_, detach, clone; arguments changed for the caller."""


def bump(t: Tensor, by: int):
    t += by


def main(x: Tensor, y: Tensor):
    view = x[0]
    view.add_(10)
    bump(x[1], 3)
    flat = x.view(-1)
    flat[-1] = -99.0
    copy = x.clone()
    copy.zero_()
    y.copy_(x[0])
    y.mul_(2).sub_(1)
    y[0].fill_(5)
    out = torch.empty(2, 3)
    torch.add(x, x, out=out)
    z = y
    z = z + 1
    w = x.detach()
    w[0, 0] = 0.125
    x.t_().transpose_(0, 1)
    return x, y, z, out, copy, view, torch.relu_(x.neg())


INPUTS = [lambda: (torch.randn(2, 3), torch.zeros(3)), lambda: (torch.ones(2, 3), torch.ones(3))]
