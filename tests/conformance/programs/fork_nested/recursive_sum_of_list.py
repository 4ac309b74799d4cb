"""Recursive forks over halves of a list, with tensors, and mutual recursion (torch.jit has no recursion)."""
BEYOND = True


def total(x: Tensor, lo: int, hi: int) -> Tensor:
    if hi - lo <= 2:
        return x[lo:hi].sum()
    mid = (lo + hi) // 2
    f = jit.fork(total, x, lo, mid)
    return total(x, mid, hi) + jit.wait(f)


def even(n: int) -> bool:
    if n == 0:
        return True
    return jit.wait(jit.fork(odd, n - 1))


def odd(n: int) -> bool:
    if n == 0:
        return False
    return jit.wait(jit.fork(even, n - 1))


def main(x: Tensor, n: int):
    return total(x, 0, x.size(0)), even(n), odd(n)


INPUTS = [lambda: (torch.arange(37.0), 10), lambda: (torch.randn(1), 0), lambda: (torch.zeros(0), 25)]
