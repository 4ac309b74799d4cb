"""torch.finfo of a dtype of ints is a TypeError, as in Python."""


def main(x: Tensor):
    return torch.finfo(x.dtype).eps


OK_INPUTS = [lambda: (torch.ones(1),)]
INPUTS = [lambda: (torch.ones(1, dtype=torch.int64),)]
EXPECT = ("runtime", "TypeError.*finfo")
BEYOND = "torch.jit has no finfo"
