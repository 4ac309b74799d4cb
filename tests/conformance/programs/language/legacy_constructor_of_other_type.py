"""torch.LongTensor of a tensor of floats is refused when it runs, as in Python."""


def main(x: Tensor):
    return torch.LongTensor(x)


OK_INPUTS = [lambda: (torch.arange(3),)]
INPUTS = [lambda: (torch.ones(2),)]
EXPECT = ("runtime", "TypeError.*expected")
BEYOND = "torch.jit makes a tensor of the numbers"
