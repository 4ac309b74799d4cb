"""One function forked for both halves of a tensor; the results keep their order."""


def summary(part: Tensor, factor: float, shift: int) -> Tensor:
    return part * factor - shift


def main(x: Tensor) -> Tensor:
    middle = x.size(0) // 2
    low = jit.fork(summary, x[:middle], 3.0, 1)
    high = jit.fork(summary, x[middle:], -1.5, -2)
    return torch.cat((low.wait(), jit.wait(high)))


INPUTS = [lambda: (torch.randn(6),), lambda: (torch.arange(5.0),), lambda: (torch.empty(0),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::fork") == count_nodes(compiled, "aten::wait") == 2, compiled.graph
