"""Residual blocks with an optional downsampling submodule and nested Sequential indexing."""


class Block(nn.Module):
    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.conv = nn.Conv1d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm1d(cout)
        self.down: Optional[nn.Module] = None
        if cin != cout:
            self.down = nn.Conv1d(cin, cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norm(self.conv(x)))
        if self.down is not None:
            x = self.down(x)
        return x + y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.Sequential(nn.Sequential(Block(2, 4), Block(4, 4)), Block(4, 3))
        self.last = Block(3, 3)

    def forward(self, x: Tensor):
        mid = self.stages[0](x)
        again = self.stages[0][1](mid)
        for stage in self.stages:
            x = stage(x)
        return self.last(x), again.mean(), len(self.stages)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 2, 6),), lambda: (torch.randn(3, 2, 4),)]
GRAD = True
