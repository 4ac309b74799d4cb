"""One of many forks fails; the others are unaffected in the next call."""
EXPECT = ("runtime", r"element 7 is negative")


def root(x: float, i: int) -> float:
    if x < 0:
        raise ValueError(f"element {i} is negative")
    return x ** 0.5


def main(xs: List[float]) -> float:
    fs = [jit.fork(root, x, i) for i, x in enumerate(xs)]
    total = 0.0
    for f in fs:
        total += f.wait()
    return total


INPUTS = [lambda: ([1.0] * 7 + [-1.0] + [2.0] * 30,)]
OK_INPUTS = [lambda: ([4.0] * 10,), lambda: ([],)]
