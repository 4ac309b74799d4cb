"""A name that nothing defines does not compile; the error shows it."""
EXPECT = ("compile", r"threshhold")


def main(x: Tensor, threshold: float) -> Tensor:
    return x[x > threshhold]


def near(x: Tensor, threshold: float) -> Tensor:
    threshhold = threshold
    return x[x > threshhold]


INPUTS = [lambda: (torch.randn(4), 0.0)]
