"""A module of Linear, activation and Dropout in eval mode; parameters and buffers are kept by name."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))
        self.register_buffer("shift", torch.ones(2))

    def forward(self, x):
        return F.softmax(self.net(x) + self.shift, dim=-1)


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(3, 4),), lambda: (torch.randn(1, 4),)]
GRAD = True


def check(compiled, eager):
    assert sorted(compiled.state_dict()) == sorted(eager.state_dict())
    with torch.no_grad():
        for p in compiled.parameters():
            p.zero_()
    same(compiled(torch.ones(1, 4)).detach(), torch.full((1, 2), 0.5))
    assert "prim::GetAttr" in str(compiled.graph), str(compiled.graph)
