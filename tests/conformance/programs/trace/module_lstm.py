"""LSTM and GRU modules with states as inputs and outputs."""
TRACE = True


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, num_layers=2)
        self.gru = nn.GRU(4, 2, batch_first=False)

    def forward(self, x, h, c):
        y, (h, c) = self.lstm(x, (h, c))
        z, g = self.gru(y)
        return z, g, h + c


def make():
    return Net()


INPUTS = [
    lambda: (torch.randn(5, 2, 3), torch.zeros(2, 2, 4), torch.zeros(2, 2, 4)),
    lambda: (torch.randn(3, 2, 3), torch.randn(2, 2, 4), torch.randn(2, 2, 4)),
]
GRAD = True
