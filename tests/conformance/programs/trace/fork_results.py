"""Forks that return tuples, wait methods, futures waited twice and in another order."""
TRACE = True


def stats(x, dim):
    return x.sum(dim), x.amax(dim)


def pair(x, y):
    return x @ y, (x.t(), y + 1)


def main(x, y):
    f = jit.fork(stats, x, 1)
    g = jit.fork(pair, x, y)
    m, (t, u) = jit.wait(g)
    s, a = f.wait()
    s2, _ = jit.wait(f)
    return m + s.unsqueeze(1), t, u, a * s2


INPUTS = [lambda: (torch.randn(3, 2), torch.randn(2, 3)), lambda: (torch.randn(4, 2), torch.randn(2, 4))]
