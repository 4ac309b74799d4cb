"""torch.jit._unwrap_optional: the value; None raises."""
EXPECT = ("runtime", "Unwrapping null optional")


def main(x: Optional[int], t: Optional[Tensor]) -> int:
    y = torch.jit._unwrap_optional(x)
    return y + int(torch.jit._unwrap_optional(t).sum()) + torch.jit._unwrap_optional(y)


OK_INPUTS = [lambda: (3, torch.ones(2)), lambda: (0, torch.zeros(1))]
INPUTS = [lambda: (None, torch.ones(1)), lambda: (1, None)]


def check(compiled, eager):
    assert isinstance(raises(lambda: compiled(None, torch.ones(1)), "null optional"), RuntimeError)
