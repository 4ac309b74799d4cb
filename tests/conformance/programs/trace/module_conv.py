"""A convolutional module with BatchNorm in eval mode, pooling and flatten; other batch sizes afterwards."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3, padding=1)
        self.bn = nn.BatchNorm2d(3)
        self.fc = nn.Linear(12, 2)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.bn(self.conv(x))), 2)
        x = torch.flatten(x, 1)
        return F.log_softmax(self.fc(x), dim=1)


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(2, 1, 4, 4),), lambda: (torch.randn(5, 1, 4, 4),)]
GRAD = True
