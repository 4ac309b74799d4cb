"""An overload that an operator has not is refused, with those that it has."""


def main(x: Tensor):
    return torch.ops.aten.mul.Number(x, 2)


def near(x: Tensor):
    return torch.ops.aten.mul(x, 2)


INPUTS = [lambda: (torch.ones(2),)]
EXPECT = ("compile", "Number")
