"""One example tensor without a tuple; a traced function called inside a scripted one and inside a fork."""
TRACE = True


def main(x):
    return torch.cat([x, x.flip(0)]).unique_consecutive()


INPUTS = [lambda: (torch.tensor([1.0, 2.0]),), lambda: (torch.tensor([3.0, 3.0, 1.0]),)]


def body(x: Tensor) -> Tensor:
    return x


def check(compiled, eager):
    single = jit.trace(eager, torch.tensor([1.0]))
    same(single(torch.tensor([5.0, 6.0])), torch.tensor([5.0, 6.0, 5.0]))
    assert "graph(" in str(single.graph) and isinstance(compiled.code, str)
