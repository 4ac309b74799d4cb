"""Attention with a mask, einsum, transpose and contiguous views."""
TRACE = True


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.qkv = nn.Linear(d, 3 * d)
        self.out = nn.Linear(d, d)
        self.heads = heads

    def forward(self, x, mask):
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = torch.einsum("bhid,bhjd->bhij", q, k) / (d // self.heads) ** 0.5
        scores = scores.masked_fill(mask[:, None, None], float("-inf"))
        y = scores.softmax(-1) @ v
        return self.out(y.transpose(1, 2).contiguous().view(b, n, d))


def make():
    return Attention(4, 2)


INPUTS = [
    lambda: (torch.randn(2, 3, 4), torch.tensor([[False, False, True], [False, False, False]])),
    lambda: (torch.randn(1, 5, 4), torch.tensor([[False, True, False, False, True]])),
]
GRAD = True
