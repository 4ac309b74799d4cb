"""An unknown keyword of an operator is a compile error that names it."""
EXPECT = ("compile", r"keepdims|argument")


def main(x: Tensor) -> Tensor:
    return torch.cumsum(x, 0, keepdimz=True)


def near(x: Tensor) -> Tensor:
    return torch.cumsum(x, 0)


INPUTS = [lambda: (torch.randn(2),)]
