"""A ModuleList: plain loops, enumerate, zip with another, an empty one, its length."""
GRAD = True


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(3))
        self.acts = nn.ModuleList([nn.ELU(), nn.Identity(), nn.Tanh()])
        self.nothing = nn.ModuleList()

    def forward(self, x: Tensor):
        kept: List[Tensor] = []
        for layer, act in zip(self.layers, self.acts):
            x = act(layer(x))
            kept.append(x)
        for i, layer in enumerate(self.layers):
            x = x + i * layer(kept[i])
        for module in self.nothing:
            x = module(x) * float("inf")
        for act in self.acts:
            x = act(x)
        return x, kept, len(self.layers) * 10 + len(self.nothing)


def make():
    return Tower()


INPUTS = [lambda: (torch.randn(3, 2),)]
