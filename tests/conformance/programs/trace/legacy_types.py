"""Traces of x.type(...), legacy constructors and x.new: of sizes of the input, of data."""
TRACE = True


def main(x):
    zeros = torch.FloatTensor(x.shape[0], 2).zero_()
    like = x.new(x.size()).fill_(1)
    return (
        x.type(torch.float64),
        x.type(torch.LongTensor),
        x.type("torch.IntTensor"),
        x.type_as(torch.LongTensor([1, 2])),
        x + torch.Tensor([1.0]) + like,
        zeros,
        x.new([1, 2]),
    )


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(4, 1),)]
BEYOND = "torch.jit.trace keeps the sizes of the example"
