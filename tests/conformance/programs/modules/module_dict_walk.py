"""A ModuleDict: items, keys, values, a literal key, membership, length."""
GRAD = True


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({"mean": nn.Linear(3, 2), "spread": nn.Sequential(nn.Linear(3, 1), nn.Softplus())})
        self.ends = nn.ModuleDict({"relu": nn.ReLU(), "same": nn.Identity()})

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        out: Dict[str, Tensor] = {}
        for name, head in self.heads.items():
            out[name] = self.ends["relu"](head(x))
        for end in self.ends.values():
            x = end(x)
        for name in self.heads.keys():
            out[name + "2"] = out[name] * len(self.heads)
        if "spread" in self.heads:
            out["x"] = x
        return out


def make():
    return Heads()


INPUTS = [lambda: (torch.randn(2, 3),)]
