"""A convolutional net from Sequential, BatchNorm, pooling, Dropout and Flatten in eval mode."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, stride=2, bias=False), nn.GroupNorm(2, 6), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool2d((1, 1)))
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(6, 3))

    def forward(self, x: Tensor) -> Tensor:
        x = self.features(x)
        return F.log_softmax(self.head(x), dim=1)


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(2, 1, 8, 8),), lambda: (torch.randn(1, 1, 12, 9),)]
GRAD = True
