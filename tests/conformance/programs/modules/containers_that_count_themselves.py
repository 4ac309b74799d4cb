"""``len`` and ``in`` of containers whose class has methods of its own for them, inside and outside; loops are the container's.

torch.jit does not call an own ``__contains__`` of a ModuleDict.
"""
BEYOND = True


class Pairs(nn.ModuleList):
    def __len__(self) -> int:
        return 7


class Table(nn.ModuleDict):
    def __contains__(self, key: str) -> bool:
        return key == "other"


class Plain(nn.ModuleDict):
    pass


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pairs = Pairs([nn.ReLU(), nn.Sigmoid()])
        self.table = Table({"one": nn.Tanh()})
        self.plain = Plain({"one": nn.Tanh()})

    def forward(self, x):
        count = len(self.pairs) + len(self.table) * 10 + len(self.plain) * 100
        found = ("one" in self.table, "other" in self.table, "one" in self.plain, "other" in self.plain)
        for layer in self.table.values():
            x = layer(x)
        return x, count, found


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3),)]


def check(compiled, eager):
    same(len(compiled.pairs), 7)
    same(len(compiled.table), 1)
    same("other" in compiled.table, True)
    same("one" in compiled.plain, True)
