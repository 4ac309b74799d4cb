"""nn.TransformerEncoderLayer in a stack, with a causal mask; training mode without dropout."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 8, padding_idx=0)
        self.layers = nn.ModuleList([nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0) for _ in range(2)])
        self.norm = nn.LayerNorm(8)

    def forward(self, tokens: Tensor, causal: bool) -> Tensor:
        x = self.emb(tokens)
        mask: Optional[Tensor] = None
        if causal:
            n = tokens.size(0)
            mask = torch.triu(torch.full((n, n), float("-inf")), diagonal=1)
        for layer in self.layers:
            x = layer(x, src_mask=mask)
        return self.norm(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randint(0, 10, (4, 2)), False), lambda: (torch.randint(0, 10, (3, 1)), True)]
GRAD = True
