"""A list of numbers is no result of a trace; one of sizes is."""
TRACE = True
EXPECT = ("compile", r"Only tensors, lists, tuples of tensors")


def main(x):
    return [1, 5]


def near(x):
    return [x, x + x.shape[0]]


INPUTS = [lambda: (torch.randn(3),)]
