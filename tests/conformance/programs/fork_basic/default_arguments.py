"""Callees with defaults of several types, given partly by position and partly by keyword."""


def build(x: Tensor, size: int = 2, fill: float = 0.5, names: Optional[List[str]] = None, last: bool = False) -> Tuple[Tensor, int]:
    y = torch.full([size], fill) + x.sum()
    n = 0
    if names is not None:
        n = len(names)
    return (y.flip(0) if last else y), n


def main(x: Tensor):
    a = jit.fork(build, x)
    b = jit.fork(build, x, 3)
    c = jit.fork(build, x, fill=2.0)
    d = jit.fork(build, x, 1, names=["p", "q"])
    e = jit.fork(build, last=True, x=x)
    return jit.wait(a), jit.wait(b), jit.wait(c), jit.wait(d), jit.wait(e)


INPUTS = [lambda: (torch.randn(2),), lambda: (torch.zeros(0),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == 5, str(compiled.graph)
