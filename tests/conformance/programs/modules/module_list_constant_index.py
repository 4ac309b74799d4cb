"""ModuleList indexed with constants, negative ones, appended modules; nested calls; len in range."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(4)])
        self.layers.append(nn.Tanh())
        self.seq = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2))

    def forward(self, x: Tensor):
        a = self.layers[0](x) + self.layers[-1](x)
        a = self.layers[2](a) - self.layers[-3](a)
        b = self.seq[1](self.seq[0](x))
        for i, layer in enumerate(self.seq):
            b = layer(b) + i
        outs = [m(x) for m in self.layers]
        n = len(self.layers) * 10 + len(self.seq)
        return a, b, outs, n


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True
