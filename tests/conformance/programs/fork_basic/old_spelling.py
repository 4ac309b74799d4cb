"""Source that says torch.jit.fork, torch.jit.wait and torch.jit.annotate is compiled too."""


def work(x: Tensor, k: int) -> Tensor:
    return x.roll(k, 0) * k


def reference(x: Tensor, n: int):
    return sum([work(x, k) for k in range(1, n)], work(x, 0)), n


def main(x: Tensor, n: int):
    fs = torch.jit.annotate(List[torch.jit.Future[Tensor]], [])
    for k in range(n):
        fs.append(torch.jit.fork(work, x, k))
    total = torch.jit.wait(fs[0])
    for f in fs[1:]:
        total = total + torch.jit.wait(f)
    return total, len(fs)


INPUTS = [lambda: (torch.randn(4), 3), lambda: (torch.arange(3.0), 1)]
