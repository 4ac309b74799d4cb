"""BatchNorm with momentum, with cumulative averages and without statistics; train and eval change what it does."""
GRAD = True


class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.moving = nn.BatchNorm1d(2, momentum=0.3)
        self.cumulative = nn.BatchNorm1d(2, momentum=None, affine=False)
        self.stateless = nn.BatchNorm1d(2, track_running_stats=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.moving(x), self.cumulative(x), self.stateless(x)], 1)


def make():
    return Norms()


INPUTS = [lambda: (torch.randn(6, 2) * 3,), lambda: (torch.randn(3, 2) - 4,)]


def check(compiled, eager):
    assert int(compiled.moving.num_batches_tracked) == 4
    eager.load_state_dict(compiled.state_dict())
    x = torch.randn(4, 2)
    same(compiled.eval()(x).detach(), eager.eval()(x).detach())
    assert not compiled.cumulative.training
    assert int(compiled.moving.num_batches_tracked) == 4
    compiled.train()(x)
    assert int(compiled.moving.num_batches_tracked) == 5
