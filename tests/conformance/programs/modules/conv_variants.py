"""1d, 2d, 3d and transposed convolutions, with groups, dilation, padding modes; upsampling and pooling modules."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv1d(2, 4, 3, padding="same", groups=2)
        self.c2 = nn.Conv2d(1, 2, 3, padding=1, padding_mode="circular", dilation=1)
        self.c3 = nn.Conv3d(1, 2, 2)
        self.t1 = nn.ConvTranspose1d(4, 2, 3, stride=2)
        self.t2 = nn.ConvTranspose2d(2, 1, 2, stride=2)
        self.up = nn.Upsample(scale_factor=2.0, mode="nearest")
        self.pool = nn.AvgPool2d(2)
        self.lp = nn.MaxPool1d(2, stride=1)
        self.pad = nn.ZeroPad2d((1, 0, 0, 1))
        self.unfold = nn.Unfold(2)

    def forward(self, x: Tensor, y: Tensor, z: Tensor):
        a = self.t1(self.lp(self.c1(x)))
        b = self.t2(self.pool(self.up(self.c2(self.pad(y)))))
        return a, b, self.c3(z), self.unfold(y)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2, 5), torch.randn(2, 1, 4, 4), torch.randn(1, 1, 3, 3, 3))]
GRAD = True
