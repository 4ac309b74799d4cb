"""Dicts of futures with int keys, memoised launches, nested in lists."""


def square(i: int) -> int:
    return i * i


def main(keys: List[int]):
    pending: Dict[int, jit.Future[int]] = {}
    made = 0
    for k in keys:
        if k not in pending:
            pending[k] = jit.fork(square, k)
            made += 1
    out = [jit.wait(pending[k]) for k in keys]
    rows: List[Dict[int, jit.Future[int]]] = [pending]
    last = 0
    for row in rows:
        for k, f in row.items():
            last += k * f.wait()
    return out, made, last, list(pending.keys())


INPUTS = [lambda: ([3, 1, 3, 3, 2, 1],), lambda: ([],)]
