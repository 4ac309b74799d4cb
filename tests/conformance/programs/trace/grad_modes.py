"""no_grad and detach inside a trace cut the gradient as in plain Python."""
TRACE = True


def main(x, w):
    y = x * w
    with torch.no_grad():
        z = y * 2
    u = y.detach() + w
    return y, z + u


INPUTS = [
    lambda: (torch.randn(3), torch.randn(3).requires_grad_()),
    lambda: (torch.ones(2).requires_grad_(), torch.randn(2).requires_grad_()),
]
BEYOND = True
