"""with torch.no_grad nested, a script class as context manager, several in one statement."""


class Counter:
    def __init__(self, n: int):
        self.n = n

    def __enter__(self):
        self.n += 1
        return self.n

    def __exit__(self, type: Any, value: Any, tb: Any):
        self.n += 100


def main(w: Tensor, n: int):
    with torch.no_grad():
        a = w * 2
        with torch.no_grad():
            b = w * 3
        c = w * 4
    d = w * 5
    counter = Counter(n)
    with counter as inside:
        seen = inside
        with torch.no_grad(), counter as second:
            e = w + second
    return a, b, c, d, e, seen, counter.n, a.requires_grad, b.requires_grad, torch.is_grad_enabled()


INPUTS = [lambda: (torch.ones(2).requires_grad_(), 1), lambda: (torch.randn(2).requires_grad_(), -5)]
