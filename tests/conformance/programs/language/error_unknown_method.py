"""A method tensors do not have is a compile error that names it."""
EXPECT = ("compile", r"frobnicate")


def main(x: Tensor) -> Tensor:
    return x.frobnicate(2)


def near(x: Tensor) -> Tensor:
    return x.clamp(min=0).add(2, alpha=2)


INPUTS = [lambda: (torch.randn(3),)]
