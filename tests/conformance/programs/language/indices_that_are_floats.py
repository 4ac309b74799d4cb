"""A list of floats as an index is cut off to ints; lists may be empty and be written to."""


def main(x: Tensor, places: List[float]):
    y = x.clone()
    y[[1.9, 0.2]] = 7.0
    none: List[float] = []
    last = [0.5]
    last.append(-1.5)
    return x[[0.1, 1.2, 2.3]], x[places], x[none], x[:, last], y


INPUTS = [
    lambda: (torch.arange(12.0).view(4, 3), [2.7, -0.3, -1.2]),
    lambda: (torch.arange(8.0).view(4, 2), [3.99]),
]
