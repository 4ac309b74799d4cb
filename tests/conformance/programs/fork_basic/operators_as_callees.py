"""Operators of torch as callees: one argument, two, keyword-only ones; each is a node inside its fork."""


def main(x: Tensor, w: Tensor):
    e = jit.fork(torch.exp, x)
    p = jit.fork(torch.mm, x, w)
    d = jit.fork(torch.sub, x, e.wait(), alpha=2)
    return p.wait(), jit.wait(d) * jit.wait(e)


INPUTS = [lambda: (torch.randn(2, 3), torch.randn(3, 4)), lambda: (torch.zeros(1, 1), torch.ones(1, 1))]


def check(compiled, eager):
    graph = str(compiled.graph)
    assert count_nodes(compiled, "prim::fork") == 3, graph
    assert all(kind in graph for kind in ("aten::exp", "aten::mm", "aten::sub")), graph
