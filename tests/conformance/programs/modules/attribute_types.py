"""Attributes of many types: int, float, bool, str, lists, dicts, tuples, Optional, None; read and reassigned in forward."""


class Net(nn.Module):
    history: List[int]
    table: Dict[str, float]
    last: Optional[Tensor]
    pair: Tuple[int, str]

    def __init__(self):
        super().__init__()
        self.steps = 0
        self.rate = 0.5
        self.on = True
        self.name = "net"
        self.history = []
        self.table = {"a": 1.0}
        self.last = None
        self.pair = (1, "p")
        self.words = jit.Attribute(["x", "y"], List[str])

    def forward(self, x: Tensor):
        self.steps += 1
        self.rate *= 0.5
        self.on = not self.on
        self.name = self.name + str(self.steps)
        self.history.append(self.steps)
        self.table["k" + str(self.steps)] = self.rate
        last = self.last
        out = x * self.rate
        if last is not None:
            out = out + last.sum()
        self.last = x
        self.pair = (self.pair[0] * 2, self.name)
        return out, self.steps, self.on, self.name, self.history.copy(), self.table.copy(), self.pair, self.words


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),), lambda: (torch.ones(3),)]


def check(compiled, eager):
    assert compiled.steps == 4 and compiled.name == "net1234", (compiled.steps, compiled.name)
    assert list(compiled.history) == [1, 2, 3, 4]
    same(compiled.last, torch.ones(3))
    compiled.name = "n"
    compiled.rate = 8.0
    assert compiled(torch.ones(1))[3] == "n5"
