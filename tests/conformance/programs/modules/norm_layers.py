"""LayerNorm, RMSNorm, InstanceNorm, GroupNorm, LocalResponseNorm, BatchNorm2d with hand-set momentum, in training mode."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln = nn.LayerNorm([4, 4])
        self.rms = nn.RMSNorm(4, eps=1e-5)
        self.inst = nn.InstanceNorm2d(2, affine=True, track_running_stats=True)
        self.gn = nn.GroupNorm(1, 2, affine=False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)
        self.lrn = nn.LocalResponseNorm(2)

    def forward(self, x: Tensor) -> Tensor:
        return self.ln(x) + self.rms(x) + self.inst(x) + self.gn(x) + self.bn(x) + self.lrn(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2, 4, 4),), lambda: (torch.randn(2, 2, 4, 4) * 2 + 1,)]
GRAD = True
