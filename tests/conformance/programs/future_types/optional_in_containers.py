"""Lists of Optional futures, filled partly, tested and waited."""


def half(n: int) -> float:
    return n / 2


def main(xs: List[int]):
    slots: List[Optional[jit.Future[float]]] = []
    for x in xs:
        if x > 0:
            slots.append(jit.fork(half, x))
        else:
            slots.append(None)
    out: List[float] = []
    missing = 0
    for s in slots:
        if s is not None:
            out.append(jit.wait(s))
        else:
            missing += 1
    return out, missing, len(slots)


INPUTS = [lambda: ([1, 0, 4, -2],), lambda: ([],)]
