"""nn.MultiheadAttention with masks and without weights."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.MultiheadAttention(8, 2, dropout=0.0)
        self.cross = nn.MultiheadAttention(8, 4, batch_first=True, kdim=6, vdim=5)

    def forward(self, x: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor] = None):
        y, w = self.attn(x, x, x, attn_mask=mask)
        z, none = self.cross(y.transpose(0, 1), k, v, need_weights=False)
        return y, w, z


def make():
    return Net()


INPUTS = [
    lambda: (torch.randn(5, 2, 8), torch.randn(2, 3, 6), torch.randn(2, 3, 5)),
    lambda: (torch.randn(4, 1, 8), torch.randn(1, 3, 6), torch.randn(1, 3, 5), torch.full((4, 4), float("-inf")).triu(1)),
]
GRAD = True
