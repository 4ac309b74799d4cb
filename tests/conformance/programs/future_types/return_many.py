"""Futures returned to Python in lists, tuples and dicts."""


def work(x: Tensor, k: int) -> Tensor:
    return x + k


def main(x: Tensor) -> Tuple[List[jit.Future[Tensor]], Dict[str, jit.Future[Tensor]], jit.Future[Tensor]]:
    fs = [jit.fork(work, x, k) for k in range(3)]
    return fs, {"first": fs[0], "new": jit.fork(work, x, 10)}, fs[1]


INPUTS = [lambda: (torch.randn(2),), lambda: (torch.zeros(0),)]


def check(compiled, eager):
    fs, table, one = compiled(torch.ones(1))
    same([float(jit.wait(f)) for f in fs], [1.0, 2.0, 3.0])
    same(table["new"].wait(), torch.tensor([11.0]))
    same(one.wait(), one.wait())
    assert all(f.done() for f in fs)
