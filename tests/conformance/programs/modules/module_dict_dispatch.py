"""ModuleDict with string literal keys, nested in ModuleList; keys listed."""


class Expert(nn.Module):
    def __init__(self, kind: str):
        super().__init__()
        self.gated = kind == "gated"
        self.tools = nn.ModuleDict()
        self.tools["main"] = nn.Linear(3, 3)
        if kind == "gated":
            self.tools["gate"] = nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        y = self.tools["main"](x)
        if self.gated:
            for name, tool in self.tools.items():
                y = y * torch.sigmoid(tool(x)) + len(name)
        return y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.experts = nn.ModuleList([Expert("plain"), Expert("gated")])
        self.named = nn.ModuleDict({"relu": nn.ReLU(), "tanh": nn.Tanh()})

    def forward(self, x: Tensor, act: str) -> Tuple[Tensor, List[str]]:
        for e in self.experts:
            x = e(x)
        names: List[str] = []
        for name, module in self.named.items():
            names.append(name)
            if name == act:
                x = module(x)
        return x, names


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3), "relu"), lambda: (torch.randn(2, 3), "tanh"), lambda: (torch.randn(1, 3), "none")]
GRAD = True
