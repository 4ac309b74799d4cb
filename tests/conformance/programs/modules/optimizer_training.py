"""A few SGD steps on compiled and eager modules end in the same parameters; zero_grad, double(), load_state_dict."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 5)
        self.b = nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.b(torch.tanh(self.a(x)))


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4, 3),)]
GRAD = True


def check(compiled, eager):
    eager.load_state_dict(compiled.state_dict())
    opts = [torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9) for m in (compiled, eager)]
    x = torch.randn(8, 3)
    y = x.sum(1, keepdim=True)
    for _ in range(5):
        for m, opt in zip((compiled, eager), opts):
            opt.zero_grad()
            F.mse_loss(m(x), y).backward()
            opt.step()
    same(dict(compiled.state_dict()), dict(eager.state_dict()))
    compiled.double()
    eager.double()
    same(compiled(x.double()).detach(), eager(x.double()).detach())
    compiled.load_state_dict({k: torch.zeros_like(v) for k, v in compiled.state_dict().items()})
    same(compiled(x.double()).detach(), torch.zeros(8, 1, dtype=torch.double))
    assert len(list(compiled.children())) == 2 and [n for n, _ in compiled.named_children()] == ["a", "b"]
