"""Binomial coefficients by a function that forks itself (torch.jit refuses recursion)."""
BEYOND = True


def choose(n: int, k: int) -> int:
    if k == 0 or k == n:
        return 1
    with_last = jit.fork(choose, n - 1, k - 1)
    return choose(n - 1, k) + with_last.wait()


def main(n: int) -> List[int]:
    return [choose(n, k) for k in range(n + 1)]


INPUTS = [lambda: (0,), lambda: (1,), lambda: (8,)]
