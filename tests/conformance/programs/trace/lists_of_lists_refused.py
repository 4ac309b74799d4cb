"""Lists of lists are no result of a trace; tuples of lists are."""
TRACE = True
EXPECT = ("compile", r"Only tensors, lists, tuples of tensors")


def main(x):
    return [[x], [x + 1]]


def near(x):
    return [x], [x + 1]


INPUTS = [lambda: (torch.randn(3),)]
