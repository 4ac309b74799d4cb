"""Tensor attributes that are no parameters, lists and dicts of tensors as attributes, mutated in place."""


class Net(nn.Module):
    bank: List[Tensor]
    named: Dict[str, Tensor]

    def __init__(self):
        super().__init__()
        self.offset = torch.arange(3.0)
        self.bank = [torch.ones(3), torch.zeros(3)]
        self.named = {"a": torch.ones(3)}

    def forward(self, x: Tensor):
        self.bank[1].add_(x)
        self.bank.append(x * 2)
        self.named["n" + str(len(self.named))] = self.bank[-1] - self.offset
        self.offset += 1
        total = torch.zeros(3)
        for t in self.bank:
            total = total + t
        for name, t in self.named.items():
            total = total * len(name) + t
        return total, len(self.bank), list(self.named.keys())


def make():
    return Net()


INPUTS = [lambda: (torch.ones(3),), lambda: (torch.randn(3),)]


def check(compiled, eager):
    assert len(compiled.bank) == 6 and len(compiled.state_dict()) == 0
    same(compiled.offset, torch.arange(3.0) + 4)
