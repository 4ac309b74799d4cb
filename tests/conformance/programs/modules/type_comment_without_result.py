"""A type comment that names the arguments only; loops over a ModuleDict beside it."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"one": nn.ReLU(), "two": nn.Tanh()})

    def forward(self, x, skipped, times):
        # type: (Tensor, str, int)
        names = torch.jit.annotate(List[str], [])
        values = []
        for i, (name, layer) in enumerate(self.layers.items()):
            if name != skipped:
                names.append(name)
                x = layer(x) * (times + i)
                values.append(x)
        for first, second in zip(self.layers.values(), self.layers.values()):
            x = first(second(x))
        return x, names, values


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3), "one", 2), lambda: (torch.randn(3), "", 3)]
