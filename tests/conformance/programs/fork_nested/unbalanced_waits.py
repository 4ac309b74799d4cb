"""Inner forks waited by the parent in another order than made, some twice, some in a helper."""


def work(n: int) -> int:
    total = 0
    for i in range(n):
        total += i
    return total


def collect(fs: List[jit.Future[int]], extra: Optional[jit.Future[int]]) -> List[int]:
    out = [f.wait() for f in fs]
    if extra is not None:
        out.append(extra.wait())
    return out


def spread(n: int) -> Tuple[List[int], jit.Future[int]]:
    fs = [jit.fork(work, n * k) for k in range(4)]
    fs.reverse()
    last = jit.fork(work, n)
    return collect(fs, last), last


def main(n: int):
    values, last = jit.wait(jit.fork(spread, n))
    return values, jit.wait(last), collect([last, last], None)


INPUTS = [lambda: (5,), lambda: (0,)]
