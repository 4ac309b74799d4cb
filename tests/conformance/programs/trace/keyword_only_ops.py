"""Operators called with keyword arguments, alpha, out-free forms, methods and functions mixed."""
TRACE = True


def main(x, y):
    a = torch.add(x, y, alpha=2)
    b = torch.sub(input=x, other=y)
    c = x.sum(dim=0, keepdim=True)
    d = torch.addmm(input=y, mat1=x, mat2=x.t(), beta=0.5, alpha=2)
    e = torch.clamp(x, max=y.max())
    f = x.std(dim=1, unbiased=False)
    g = torch.linalg.norm(x, ord=2, dim=1)
    h = torch.baddbmm(y[None], x[None], x.t()[None])
    i = x.new_zeros(x.shape[0])
    return a, b, c, d, e, f, g, h, i, torch.fft.fft(x).real, torch.special.expit(x), x.norm()


INPUTS = [lambda: (torch.randn(3, 3), torch.randn(3, 3)), lambda: (torch.randn(2, 2), torch.randn(2, 2))]
