"""An LSTM over a packed sequence, packed and unpacked inside the compiled code."""
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x: Tensor, lengths: Tensor):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, (h, c) = self.lstm(packed)
        out, sizes = pad_packed_sequence(y, batch_first=True)
        return out, sizes, h, c


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 4, 3), torch.tensor([4, 1, 2])), lambda: (torch.randn(1, 2, 3), torch.tensor([2]))]
GRAD = True
