"""An ignored method runs in Python with the module's attributes and the file's globals; an unused one raises if reached."""
journal = []


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(2, 1)
        self.unit = 3

    @jit.ignore
    def note(self, x: Tensor, key: str) -> int:
        journal.append(key)
        return journal.count(key) * 0 + x.size(0) * self.unit

    @jit.unused
    def explain(self, x: Tensor) -> Tensor:
        return next(iter({**{"x": x}}.values()))

    def forward(self, x: Tensor, key: str, explain: bool = False) -> Tensor:
        if explain:
            return self.explain(x)
        return self.proj(x) * self.note(x, key)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 2), "a"), lambda: (torch.randn(1, 2), "b", False)]


def check(compiled, eager):
    journal.clear()
    same(compiled(torch.zeros(4, 2), "k").detach(), compiled.proj.bias.detach().expand(4, 1) * 12)
    assert journal == ["k"], journal
    raises(lambda: compiled(torch.zeros(1, 2), "k", True), ".")
