"""A module used twice and a parameter shared by two modules appear once among the parameters."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(6, 4)
        self.mid = nn.Linear(4, 4)
        self.out = nn.Linear(4, 6, bias=False)
        self.out.weight = self.emb.weight

    def forward(self, ids):
        h = self.emb(ids)
        h = self.mid(torch.relu(self.mid(h)))
        return self.out(h)


def make():
    return Net()


INPUTS = [lambda: (torch.tensor([1, 2, 5]),), lambda: (torch.tensor([[0, 4]]),)]
GRAD = True


def check(compiled, eager):
    assert len(list(compiled.parameters())) == len(list(eager.parameters()))
    ids = torch.tensor([3])
    compiled(ids).sum().backward()
    assert compiled.emb.weight.grad is not None
