"""List slices with steps and negative bounds, concatenation, repetition, membership, equality, del."""


def main(xs: List[int], a: int, b: int):
    views = [xs[a:b], xs[:b], xs[a:], xs[:], xs[::2], xs[a::3], xs[-3:], xs[:-1], xs[-2:-1], xs[100:], xs[:-100]]
    back = xs[::-1]
    joined = xs + [a, b] + xs
    repeated = [a] * 3 + [0, 1] * 2
    inside = (a in xs, b not in xs, [a] == [a], xs == xs[:], xs != joined, [1, 2] == [2, 1])
    ys = xs[:]
    ys[1] = 7
    ys += [8, 9]
    zs = xs[:]
    del zs[0]
    nested = [xs, ys]
    nested[0] = zs
    nested[1].append(99)
    return views, back, joined, repeated, inside, ys, zs, nested, len(joined)


INPUTS = [lambda: ([1, 2, 3, 4, 5, 6], 1, 4), lambda: ([0, 9], -1, 1), lambda: ([4, 4, 4], 4, 0)]
