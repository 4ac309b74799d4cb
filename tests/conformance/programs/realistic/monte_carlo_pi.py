"""A deterministic pseudo-random generator in ints, chunks of a Monte Carlo estimate in parallel, histogram and statistics."""


class Lcg:
    def __init__(self, seed: int):
        self.state = seed

    def next(self) -> float:
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return self.state / 2147483648.0


def sample(seed: int, n: int) -> Tuple[int, List[int]]:
    rng = Lcg(seed)
    inside = 0
    bins = [0, 0, 0, 0]
    for _ in range(n):
        x = rng.next()
        y = rng.next()
        r = x * x + y * y
        if r <= 1.0:
            inside += 1
        bins[min(int(r * 2), 3)] += 1
    return inside, bins


def main(chunks: int, n: int):
    fs = [jit.fork(sample, 17 + 31 * c, n) for c in range(chunks)]
    inside = 0
    bins = [0, 0, 0, 0]
    estimates: List[float] = []
    for f in fs:
        hits, part = jit.wait(f)
        inside += hits
        estimates.append(4.0 * hits / n)
        for i, b in enumerate(part):
            bins[i] += b
    mean = sum(estimates) / max(len(estimates), 1)
    var = sum([(e - mean) ** 2 for e in estimates])
    return inside, bins, mean, var


INPUTS = [lambda: (5, 200), lambda: (1, 1)]
