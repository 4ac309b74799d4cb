"""Self-attention whose heads are separate forks, with causal mask, residuals and layer norm."""


class Head(nn.Module):
    def __init__(self, d: int, k: int):
        super().__init__()
        self.q = nn.Linear(d, k, bias=False)
        self.k = nn.Linear(d, k, bias=False)
        self.v = nn.Linear(d, k, bias=False)
        self.scale = k ** -0.5

    def forward(self, x: Tensor, mask: Optional[Tensor]) -> Tensor:
        scores = self.q(x) @ self.k(x).transpose(-2, -1) * self.scale
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        return F.softmax(scores, dim=-1) @ self.v(x)


class Block(nn.Module):
    def __init__(self, d: int, heads: int):
        super().__init__()
        self.heads = nn.ModuleList([Head(d, d // heads) for _ in range(heads)])
        self.out = nn.Linear(d, d)
        self.norm1 = nn.LayerNorm(d)
        self.norm2 = nn.LayerNorm(d)
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))

    def forward(self, x: Tensor, causal: bool = False) -> Tensor:
        mask: Optional[Tensor] = None
        if causal:
            n = x.size(1)
            mask = torch.ones(n, n, dtype=torch.bool).triu(1)
        y = self.norm1(x)
        fs = [jit.fork(h, y, mask) for h in self.heads]
        x = x + self.out(torch.cat([jit.wait(f) for f in fs], dim=-1))
        return x + self.ff(self.norm2(x))


def make():
    return Block(6, 3)


INPUTS = [lambda: (torch.randn(2, 4, 6),), lambda: (torch.randn(1, 3, 6), True)]
GRAD = True
