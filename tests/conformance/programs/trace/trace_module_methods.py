"""trace_module records several methods; check_inputs, strict and named results."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(2, 2))

    def encode(self, x):
        return torch.tanh(x @ self.w)

    def forward(self, x):
        return self.encode(x) + 1


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]


def check(compiled, eager):
    both = jit.trace_module(eager, {"forward": (torch.randn(1, 2),), "encode": (torch.randn(1, 2),)})
    x = torch.randn(4, 2)
    same(both(x).detach(), eager(x).detach())
    same(both.encode(x).detach(), eager.encode(x).detach())
    table = jit.trace(lambda x: {"a": x, "b": x * 2}, (torch.ones(1),), strict=False)
    same(table(torch.ones(2)), {"a": torch.ones(2), "b": torch.full((2,), 2.0)})
    checked = jit.trace(lambda x: x.sin() + x.size(0), torch.ones(2), check_inputs=[(torch.ones(3),)])
    same(checked(torch.zeros(5)), torch.full((5,), 5.0))
