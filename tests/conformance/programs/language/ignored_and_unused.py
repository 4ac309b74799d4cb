"""jit.ignore runs the function in Python, which sees the values; jit.unused compiles and raises if reached."""
seen = []


@jit.ignore
def remember(x: Tensor, note: str) -> int:
    seen.append((note, x.numel()))
    return sum(len(entry[0]) for entry in seen[-1:])


@jit.unused
def future_work(x: Tensor) -> Tensor:
    return max((y for y in x), key=lambda y: y.item(), **{})


def main(x: Tensor, note: str) -> Tensor:
    if x.dim() == 0:
        return future_work(x)
    return x * remember(x, note)


INPUTS = [lambda: (torch.randn(3), "three"), lambda: (torch.randn(1, 1), "")]


def check(compiled, eager):
    seen.clear()
    same(compiled(torch.ones(2), "ab"), torch.full((2,), 2.0))
    assert seen == [("ab", 2)], seen
    raises(lambda: compiled(torch.tensor(1.0), "x"), ".")
