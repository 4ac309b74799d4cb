"""Karatsuba's product of polynomials: three forked halves at every level of the recursion (torch.jit refuses recursion)."""
BEYOND = True


def add(a: List[int], b: List[int]) -> List[int]:
    out = a.copy() if len(a) >= len(b) else b.copy()
    shorter = b if len(a) >= len(b) else a
    for i, coefficient in enumerate(shorter):
        out[i] += coefficient
    return out


def multiply(a: List[int], b: List[int]) -> List[int]:
    if len(a) == 0 or len(b) == 0:
        return jit.annotate(List[int], [])
    if len(a) == 1 or len(b) == 1:
        return [x * y for x in a for y in b]
    half = max(len(a), len(b)) // 2
    low = jit.fork(multiply, a[:half], b[:half])
    high = jit.fork(multiply, a[half:], b[half:])
    both = multiply(add(a[:half], a[half:]), add(b[:half], b[half:]))
    out = [0] * (len(a) + len(b) - 1)
    for i, c in enumerate(low.wait()):
        out[i] += c
        both[i] -= c
    for i, c in enumerate(high.wait()):
        out[2 * half + i] += c
        both[i] -= c
    for i, c in enumerate(both):
        if c != 0:
            out[half + i] += c
    return out


def main(a: List[int], b: List[int]) -> List[int]:
    return multiply(a, b)


def reference(a, b):
    out = [0] * (len(a) + len(b) - 1 if a and b else 0)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


INPUTS = [
    lambda: ([1, 2, 3], [4, 5]),
    lambda: ([], [1]),
    lambda: ([-1, 0, 2, 7, 1], [3, 1, -4, 1, 5, -9, 2, 6]),
    lambda: (torch.randint(-5, 5, (21,)).tolist(), torch.randint(-5, 5, (30,)).tolist()),
]
