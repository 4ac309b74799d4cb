"""What a fork raises comes out where it is waited for: the caller's work in between has happened."""
EXPECT = ("runtime", r"needs a square matrix")


def trace_of(x: Tensor) -> Tensor:
    if x.size(0) != x.size(1):
        raise ValueError("needs a square matrix")
    return x.trace()


def main(x: Tensor, seen: Tensor) -> Tensor:
    f = jit.fork(trace_of, x)
    seen += 1
    return f.wait() + seen


INPUTS = [lambda: (torch.ones(2, 3), torch.zeros(1)), lambda: (torch.ones(1, 2), torch.zeros(1))]
OK_INPUTS = [lambda: (torch.ones(2, 2), torch.zeros(1))]


def check(compiled, eager):
    seen = torch.zeros(1)
    raises(lambda: compiled(torch.ones(3, 1), seen), "square")
    same(seen, torch.ones(1))
