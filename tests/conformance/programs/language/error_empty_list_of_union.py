"""An empty list for a Union of two list types could be either."""


def main(x: Tensor) -> int:
    items: Union[List[str], List[Tensor]] = []
    return 1 if torch.jit.isinstance(items, List[Tensor]) else 2


def near(x: Tensor) -> int:
    items: Union[str, List[Tensor]] = []
    return 1 if torch.jit.isinstance(items, List[Tensor]) else 2


EXPECT = ("compile", r"(?i)multiple possible List type candidates")
INPUTS = [lambda: (torch.ones(2),)]
