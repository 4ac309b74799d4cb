"""Forks in branches of an if, in conditional expressions and in loops with break and continue."""


def up(x: Tensor, k: int) -> Tensor:
    return x + k


def down(x: Tensor, k: int) -> Tensor:
    return x - k


def main(x: Tensor, k: int, flag: bool):
    if flag:
        f = jit.fork(up, x, k)
    else:
        f = jit.fork(down, x, k)
    g = jit.fork(up, x, 1) if k > 2 else jit.fork(down, x, 2)
    fs: List[jit.Future[Tensor]] = []
    for i in range(10):
        if i == k:
            continue
        if i > 5:
            break
        fs.append(jit.fork(up, x, i))
    total = jit.wait(f) * 100 + jit.wait(g)
    while len(fs) > 0:
        total = total * 2 + jit.wait(fs.pop())
    return total


INPUTS = [lambda: (torch.arange(3.0), 3, True), lambda: (torch.randn(2), 0, False), lambda: (torch.zeros(1), 9, True)]
