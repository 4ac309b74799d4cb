"""Legacy types on another device are refused when compiling, in words that say what to write."""


def main(x: Tensor):
    return torch.cuda.FloatTensor([1.0]) + x


def near(x: Tensor):
    return torch.FloatTensor([1.0]) + x


INPUTS = [lambda: (torch.ones(1),)]
EXPECT = ("compile", r"(?s)torch\.cuda\.FloatTensor")
