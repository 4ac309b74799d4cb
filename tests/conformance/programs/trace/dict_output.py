"""A dict of tensors is returned with strict=False style structure: dicts inside modules through named lists."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({"a": nn.Linear(3, 2), "b": nn.Linear(3, 1)})

    def forward(self, x):
        return tuple(head(x) for _, head in sorted(self.heads.items())), [h(x).sum() for h in self.heads.values()][0]


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3),), lambda: (torch.randn(5, 3),)]
GRAD = True
