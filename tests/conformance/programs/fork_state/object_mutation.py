"""A script class instance is changed in forks that follow each other."""


class Counter:
    def __init__(self):
        self.n = 0
        self.names: List[str] = []

    def hit(self, name: str, by: int) -> int:
        self.n += by
        self.names.append(name)
        return self.n


def work(c: Counter, name: str, by: int) -> int:
    before = c.n
    after = c.hit(name, by)
    return after - before


def main(k: int):
    c = Counter()
    deltas: List[int] = []
    for i in range(k):
        deltas.append(jit.wait(jit.fork(work, c, "w" + str(i), i * i)))
    c.hit("main", 1)
    return deltas, c.n, c.names


INPUTS = [lambda: (4,), lambda: (0,)]
