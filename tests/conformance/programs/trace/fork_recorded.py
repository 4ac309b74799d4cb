"""Tracing records a fork and its wait as nodes; the future has its type in the graph."""
import re
TRACE = True


def aside(x, by):
    return x / by - 1


def main(x):
    pending = jit.fork(aside, x, 4)
    mine = x.exp()
    return mine * pending.wait()


INPUTS = [lambda: (torch.randn(2),), lambda: (torch.randn(3, 1),)]


def check(compiled, eager):
    graph = str(compiled.graph)
    assert count_nodes(compiled, "prim::fork") == count_nodes(compiled, "aten::wait") == 1, graph
    assert re.search(r"Future\[\w+.*= prim::fork", graph), graph
