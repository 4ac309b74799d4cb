"""An inner index that the chosen list does not have is an IndexError."""


class Add(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k

    def forward(self, x: Tensor) -> Tensor:
        return x + self.k


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.ModuleList([Add(1)]), nn.ModuleList([Add(2), Add(3)])])

    def forward(self, x: Tensor, i: int, j: int) -> Tensor:
        return self.blocks[i][j](x)


def make():
    return Net()


OK_INPUTS = [lambda: (torch.zeros(1), 1, 1), lambda: (torch.zeros(1), 0, 0)]
INPUTS = [lambda: (torch.zeros(1), 0, 1), lambda: (torch.zeros(1), 2, 0)]
EXPECT = ("runtime", "IndexError")
BEYOND = "run-time indices of module lists"
