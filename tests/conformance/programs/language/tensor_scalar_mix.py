"""Tensors of one element in arithmetic, min, max, abs, ternaries, indices, loop bounds and string conversion of ints."""


def main(t: Tensor, xs: List[float]):
    n = int(t.sum())
    a = xs[n % len(xs)]
    b = 1 if t[0] > 0 else 2
    c = max(float(t.max()), a)
    d = abs(t) + (-t) + n
    e = t[int(t.argmax())]
    total = 0.0
    for i in range(int(t.abs().max())):
        total += i * a
    f = torch.tensor(xs).mean().item()
    g = t.sum() * 2 + n / 2 - a
    h = t.float() ** 0.5
    k = (t > t.float().mean()).nonzero().flatten()
    l = str(n) + str(bool(t[0] == 3))
    m = float(t[0]) / 2, int(t[0]) // 2, t[0] // 2, t[-1] % 3
    return n, a, b, c, d, e, total, f, g, h, k, l, m


INPUTS = [lambda: (torch.tensor([3, 1, 4]), [0.5, 1.5, 2.5]), lambda: (torch.tensor([0, 7]), [1.0])]
