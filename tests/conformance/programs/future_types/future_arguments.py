"""Futures as arguments with annotations, default None, of several element types; in strings."""


def start(n: int) -> List[int]:
    return [i for i in range(n)]


def text(n: int) -> str:
    return "n=" + str(n)


def join(xs: jit.Future[List[int]], s: "jit.Future[str]", more: Optional[jit.Future[str]] = None) -> str:
    out = jit.wait(s) + ":" + str(len(jit.wait(xs)))
    if more is not None:
        out += jit.wait(more)
    return out


def main(n: int):
    xs: jit.Future[List[int]] = jit.fork(start, n)
    s = jit.fork(text, n)
    a = join(xs, s)
    b = join(xs, s, s)
    c = jit.wait(jit.fork(join, xs, s, jit.fork(text, -n)))
    return a, b, c, xs.wait()


INPUTS = [lambda: (3,), lambda: (0,)]
