"""Variables changed in loops and branches, loop variables used after the loop, shadowing of arguments."""


def main(n: int, xs: List[float]):
    best = -1
    best_value = float("-inf")
    for i in range(len(xs)):
        if xs[i] > best_value:
            best_value = xs[i]
            best = i
    k = 0
    for k in range(n):
        pass
    i = 100
    while i > n:
        i = i // 2
        j = i
        if j % 2 == 0:
            i -= 1
    if n > 3:
        label = "big"
        extra = [n]
    else:
        label = "small"
        extra = [n, n]
    n = n + len(extra)
    sums = [0.0]
    for x in xs:
        x = x * 2
        sums.append(sums[-1] + x)
    return best, best_value, k, i, label, extra, n, sums


INPUTS = [lambda: (5, [1.0, 7.5, -2.0]), lambda: (1, []), lambda: (0, [0.0])]
