"""A name that one branch deletes has no value behind the if."""


def main(x: Tensor, flag: bool) -> Tensor:
    y = x + 1
    if flag:
        del y
    return y


def near(x: Tensor, flag: bool) -> Tensor:
    y = x + 1
    if flag:
        z = y * 2
        del z
    return y


EXPECT = ("compile", r"undefined value|not defined")
INPUTS = [lambda: (torch.ones(2), True), lambda: (torch.ones(2), False)]
