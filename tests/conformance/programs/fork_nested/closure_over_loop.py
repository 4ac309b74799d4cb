"""Forked functions run loops of forks whose arguments come from loop variables of three levels."""


def cell(i: int, j: int, k: int) -> int:
    return i * 100 + j * 10 + k


def line(i: int, j: int, n: int) -> List[int]:
    fs = [jit.fork(cell, i, j, k) for k in range(n)]
    return [f.wait() for f in fs]


def plane(i: int, n: int) -> List[List[int]]:
    fs: List[jit.Future[List[int]]] = []
    for j in range(n):
        if j % 2 == 0:
            fs.append(jit.fork(line, i, j, n))
        else:
            fs.insert(0, jit.fork(line, i, j, 1))
    return [jit.wait(f) for f in fs]


def main(n: int):
    fs: Dict[int, jit.Future[List[List[int]]]] = {}
    for i in range(n):
        fs[i] = jit.fork(plane, i, n)
    out: List[int] = []
    for i in fs.keys():
        for row in jit.wait(fs[i]):
            out += row
    return out


INPUTS = [lambda: (3,), lambda: (0,), lambda: (5,)]
