"""Python loops and branches over Python values are unrolled by tracing."""
TRACE = True


def main(x):
    depth = 4
    outs = []
    for i in range(depth):
        if i % 2 == 0:
            x = torch.tanh(x) + i
        else:
            x = x * 0.5
        outs.append(x)
    table = {"even": outs[::2], "odd": outs[1::2]}
    return sum(table["even"]), torch.stack(table["odd"])


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.randn(2, 2),)]


def check(compiled, eager):
    assert count_nodes(compiled, "prim::Loop") == 0 and count_nodes(compiled, "prim::If") == 0
    assert count_nodes(compiled, "aten::tanh") == 2, str(compiled.graph)
