"""Assigning a value of another type to an attribute is a compile error that names it."""
EXPECT = ("compile", r"count")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.count = 0

    def forward(self, x: Tensor) -> Tensor:
        self.count = "many"
        return x


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2),)]
