"""Big tensors, long lists and long strings go through forks and come back."""


def sums(x: Tensor, xs: List[int], s: str) -> Tuple[Tensor, int, str, List[int]]:
    return x.sum(0), sum(xs), s + s, xs[::-1]


def main(n: int):
    x = torch.ones(n, 8) * torch.arange(8.0)
    xs = [i for i in range(n)]
    s = ""
    for i in range(n // 10):
        s += str(i % 10)
    a, b, c, d = jit.wait(jit.fork(sums, x, xs, s))
    return a, b, len(c), d[:3], len(d)


INPUTS = [lambda: (5000,), lambda: (0,)]
