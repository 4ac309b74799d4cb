"""A stacked two-way LSTM with and without a first state; sequences first and batches first."""
GRAD = True


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.deep = nn.LSTM(2, 3, num_layers=2, bidirectional=True)
        self.flat = nn.LSTM(6, 2, batch_first=True)

    def forward(self, x: Tensor, start: Optional[Tuple[Tensor, Tensor]] = None):
        if start is not None:
            y, last = self.deep(x, start)
        else:
            y, last = self.deep(x)
        z, (h, _) = self.flat(y.transpose(0, 1))
        return z, h, last[1]


def make():
    return Encoder()


INPUTS = [
    lambda: (torch.randn(4, 2, 2),),
    lambda: (torch.randn(3, 1, 2), (torch.randn(4, 1, 3), torch.randn(4, 1, 3))),
]
