"""self.blocks[i][0], [i][j], ["a"], attributes and lengths of items that only the run chooses, of one type and of several."""


class Scale(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k

    def forward(self, x: Tensor) -> Tensor:
        return x * self.k


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.same = nn.ModuleList([nn.ModuleList([Scale(2), Scale(2)]), nn.ModuleList([Scale(2), Scale(2)])])
        self.lists = nn.ModuleList([nn.ModuleList([Scale(1), Scale(2)]), nn.ModuleList([Scale(3), Scale(4), Scale(5)])])
        self.dicts = nn.ModuleList([nn.ModuleDict({"a": Scale(6)}), nn.ModuleDict({"a": Scale(7), "b": Scale(8)})])
        self.chains = nn.ModuleList([nn.Sequential(Scale(1), nn.ReLU()), nn.Sequential(nn.Tanh(), Scale(4), Scale(5))])

    def forward(self, x: Tensor, i: int, j: int):
        first = self.lists[i][0](x)
        return (
            first,
            self.same[i][j](x),
            self.lists[i][j](x),
            self.lists[i][-1].forward(x),
            self.lists[i][j].k + self.lists[0][j].k,
            self.dicts[i]["a"](x),
            self.chains[i](x),
            self.chains[i][j](x),
            len(self.chains[i]),
        )


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3), 0, 1), lambda: (torch.randn(3), 1, 0), lambda: (torch.randn(3), -1, -1)]
BEYOND = "run-time indices of module lists"
