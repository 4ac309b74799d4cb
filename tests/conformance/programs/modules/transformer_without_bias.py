"""Transformer layers with bias=False, in training and in evaluation."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, bias=False, batch_first=True)
        self.first = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, bias=False, batch_first=True, norm_first=True).eval()
        self.decode = nn.TransformerDecoderLayer(8, 2, 16, dropout=0.0, bias=False, batch_first=True)

    def forward(self, x: Tensor, y: Tensor, mask: Optional[Tensor] = None):
        return self.encode(x, src_mask=mask), self.first(x), self.decode(y, x)


def make():
    return Net()


INPUTS = [
    lambda: (torch.randn(2, 3, 8), torch.randn(2, 4, 8)),
    lambda: (torch.randn(2, 3, 8), torch.randn(2, 4, 8), torch.zeros(3, 3)),
]
BEYOND = "torch.jit asks None for its device"
