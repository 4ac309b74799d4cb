"""while and for with break and continue in nested loops, and a while True that ends by break or return."""


def smallest_divisor(n: int) -> int:
    d = 2
    while True:
        if d * d > n:
            return n
        if n % d == 0:
            break
        d += 1
    return d


def collatz(n: int, most: int) -> List[int]:
    path = [n]
    while n != 1:
        if len(path) >= most:
            break
        if n % 2 == 1:
            n = 3 * n + 1
            path.append(n)
            continue
        n = n // 2
        path.append(n)
    return path


def main(limit: int):
    kept: List[int] = []
    tries = 0
    for n in range(2, limit):
        if n % 2 == 0 and n > 2:
            continue
        for d in kept:
            tries += 1
            if d * d > n or n % d == 0:
                break
        if smallest_divisor(n) == n:
            kept.append(n)
        if len(kept) == 9:
            break
    return kept, tries, collatz(limit, 20)


INPUTS = [lambda: (40,), lambda: (7,), lambda: (1,)]
