"""Random operators are recorded, not their results: dropout in training mode, rand_like, randn, bernoulli."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        noise = torch.randn(1)
        y = self.drop(x) + torch.rand_like(x) + noise
        return y, torch.randn(2, 3), torch.bernoulli(torch.sigmoid(x))


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4),), lambda: (torch.randn(2, 2),)]
