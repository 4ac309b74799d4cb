"""An attribute that the module does not have does not compile; the error names it."""
EXPECT = ("compile", r"wieght")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.wieght


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
