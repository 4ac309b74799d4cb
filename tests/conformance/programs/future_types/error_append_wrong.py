"""Appending a future of another type to a typed list is a compile error that names Future."""
EXPECT = ("compile", r"Future")


def text(n: int) -> str:
    return str(n)


def number(n: int) -> int:
    return n


def main(n: int) -> int:
    fs: List[jit.Future[int]] = []
    fs.append(jit.fork(text, n))
    return fs[0].wait()


def near(n: int) -> int:
    fs: List[jit.Future[int]] = []
    fs.append(jit.fork(number, n))
    return fs[0].wait()


INPUTS = [lambda: (3,)]
