"""A chain of elementwise operators with Python numbers, broadcast, out of order definition and in-place steps."""
TRACE = True


def main(x, y):
    a = (x * 2 + y / 3) ** 2
    b = torch.exp(-a).clamp(min=0.1, max=0.9)
    c = b.add_(1).mul_(x)
    d = torch.where(c > 0.5, c, -y)
    unused = d * 100
    return d - 1 + 3 * x


INPUTS = [lambda: (torch.randn(2, 3), torch.randn(3)), lambda: (torch.randn(4, 3), torch.randn(4, 1))]
