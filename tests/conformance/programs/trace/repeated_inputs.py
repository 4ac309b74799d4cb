"""One example tensor for several parameters: each call's arguments are their own, in lists and tuples too."""
TRACE = True


def main(a, b, pair, many):
    return a * 2 + b, pair[0] - pair[1], many[0] * 10 + many[1], a @ pair[1].T


def example():
    x = torch.randn(3, 4)
    return x, x, (x, x), [x, x]


def different():
    a, b, c, d, e, f = torch.randn(6, 3, 4).unbind(0)
    return a, b, (c, d), [e, f]


INPUTS = [example, different, different]
