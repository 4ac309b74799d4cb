"""A failed future handed to a sibling fails there, and in the parent that waits for the sibling."""
EXPECT = ("runtime", r"source broke at 3")


def source(n: int) -> int:
    if n == 3:
        raise RuntimeError(f"source broke at {n}")
    return n


def sink(f: jit.Future[int], k: int) -> int:
    return jit.wait(f) + k


def main(n: int) -> List[int]:
    f = jit.fork(source, n)
    sinks = [jit.fork(sink, f, k) for k in range(3)]
    return [jit.wait(s) for s in sinks]


INPUTS = [lambda: (3,)]
OK_INPUTS = [lambda: (2,)]
