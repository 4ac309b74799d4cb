"""forward with defaults, keywords, tuples, dicts and optional modules' results; None returned."""


class Head(nn.Module):
    def forward(self, x: Tensor, scale: float = 2.0, names: Optional[List[str]] = None) -> Dict[str, Tensor]:
        out = {"x": x * scale}
        if names is not None:
            for n in names:
                out[n] = x
        return out


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()
        self.side = None

    def note(self, x: Tensor) -> None:
        x.add_(1)

    def forward(self, x: Tensor, extra: Dict[str, Tensor], pair: Tuple[Tensor, int] = (torch.zeros(1), 3), flag: bool = False):
        if self.side is not None:
            return self.side(x)
        self.note(x)
        a = self.head(x)
        b = self.head(x, names=["p", "q"], scale=0.5)
        c = self.head(scale=pair[0].sum() + pair[1], x=x) if flag else extra
        return a, b, c


def make():
    return Net()


INPUTS = [
    lambda: (torch.ones(2), {"k": torch.zeros(1)}),
    lambda: {"x": torch.randn(2), "extra": {}, "pair": (torch.ones(1), 4)},
]
