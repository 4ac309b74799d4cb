"""A type comment has one type for each parameter."""


def main(x, y):
    # type: (Tensor, int, int) -> Tensor
    return x + y


def near(x, y):
    # type: (Tensor, int) -> Tensor
    return x + y


EXPECT = ("compile", r"(?i)number of (type annotations|function parameters)|signature")
INPUTS = [lambda: (torch.ones(2), 3)]
