"""Using an Optional without a check is a compile error that shows the Optional type."""
EXPECT = ("compile", r"Optional\[(int|Tensor)\]|int\?|NoneType")


def main(x: Tensor, k: Optional[int]) -> int:
    return x.size(0) + k


def near(x: Tensor, k: Optional[int]) -> int:
    if k is None:
        return x.size(0)
    return x.size(0) + k


INPUTS = [lambda: (torch.ones(2), None), lambda: (torch.ones(3), 4)]
