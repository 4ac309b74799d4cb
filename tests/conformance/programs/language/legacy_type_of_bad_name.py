"""x.type of a name that is none, known at run time only, is Python's ValueError."""


def main(x: Tensor, name: str):
    return x.type(name)


OK_INPUTS = [lambda: (torch.ones(2), "torch.LongTensor")]
INPUTS = [lambda: (torch.ones(2), "torch.FooTensor"), lambda: (torch.ones(2), "float")]
EXPECT = ("runtime", r"ValueError.*invalid type: '(torch.FooTensor|float)'")
BEYOND = "torch.jit reads the name as a device"
