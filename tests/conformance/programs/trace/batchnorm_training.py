"""A traced BatchNorm in training mode updates its statistics as the eager one."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(3, momentum=0.2)

    def forward(self, x):
        return self.bn(x) * 2


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4, 3),), lambda: (torch.randn(6, 3) + 2,)]


def check(compiled, eager):
    start = compiled.bn.running_mean.clone()
    compiled(torch.ones(2, 3) * 7)
    same(compiled.bn.running_mean, start * 0.8 + 7 * 0.2)
