"""A module saved and loaded keeps code, parameters, buffers, attributes, mode and exported methods, apart from the original."""


class Net(nn.Module):
    labels: Dict[str, int]

    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(2, 2)
        self.drop = nn.Dropout(0.5)
        self.labels = {"left": 0, "right": 1}
        self.register_buffer("uses", torch.zeros(()))

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        self.uses += 1
        y = self.drop(self.proj(x))
        out: Dict[str, Tensor] = {}
        for name, column in self.labels.items():
            out[name] = y[:, column]
        return out

    @jit.export
    def relabel(self, name: str, column: int):
        self.labels[name] = column


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(3, 2),)]


def check(compiled, eager):
    compiled.relabel("again", 0)
    loaded = roundtrip(compiled)
    x = torch.randn(2, 2)
    assert not loaded.training
    same(loaded(x), compiled(x))
    loaded.relabel("more", 1)
    same((list(loaded(x)), list(compiled(x))), (["left", "right", "again", "more"], ["left", "right", "again"]))
    assert int(loaded.uses) == int(compiled.uses)
    same(dict(loaded.named_parameters()), dict(compiled.named_parameters()))
