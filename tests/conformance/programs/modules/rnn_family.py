"""RNN, GRU and LSTM layers and cells, batch first, with initial states, unpacked results."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(3, 4, nonlinearity="relu")
        self.gru = nn.GRU(4, 4, num_layers=2, batch_first=True)
        self.lstm = nn.LSTM(4, 2, bidirectional=True)
        self.cell = nn.GRUCell(4, 5)
        self.rcell = nn.RNNCell(5, 5)

    def forward(self, x: Tensor, h0: Optional[Tensor] = None):
        y, h = self.rnn(x) if h0 is None else self.rnn(x, h0)
        z, g = self.gru(y.transpose(0, 1))
        out, (hn, cn) = self.lstm(z.transpose(0, 1))
        state = torch.zeros(x.size(1), 5)
        for t in range(out.size(0)):
            state = self.rcell(self.cell(out[t], state), state)
        return out, h, g, hn, cn, state


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4, 2, 3),), lambda: (torch.randn(2, 1, 3), torch.randn(1, 1, 4))]
GRAD = True
