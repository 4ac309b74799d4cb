"""self.training chooses branches; train(), eval() and requires_grad_ after compiling."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.lin = nn.Linear(4, 4)

    def forward(self, x: Tensor):
        if self.training:
            x = x + 100
        return self.drop(self.lin(x)), self.training


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 4),)]
GRAD = True


def check(compiled, eager):
    x = torch.ones(1, 4)
    eager.load_state_dict(compiled.state_dict())
    assert compiled.training and compiled(x)[1] is True
    compiled.eval()
    eager.eval()
    assert not compiled.drop.training
    same(compiled(x)[0].detach(), eager(x)[0].detach())
    assert compiled(x)[1] is False
    compiled.train()
    assert compiled.drop.training
    for p in compiled.parameters():
        p.requires_grad_(False)
    assert not compiled(x)[0].requires_grad
