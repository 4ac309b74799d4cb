"""nn.Transformer encoder and decoder layers with masks and key padding."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12, dropout=0.0, batch_first=True, activation="gelu"), 2, enable_nested_tensor=False)
        self.dec = nn.TransformerDecoderLayer(8, 2, 12, dropout=0.0, batch_first=True, norm_first=True)

    def forward(self, src: Tensor, tgt: Tensor, pad: Optional[Tensor] = None) -> Tensor:
        memory = self.enc(src, src_key_padding_mask=pad)
        n = tgt.size(1)
        mask = torch.triu(torch.full((n, n), float("-inf")), diagonal=1)
        return self.dec(tgt, memory, tgt_mask=mask, memory_key_padding_mask=pad)


def make():
    return Net()


INPUTS = [
    lambda: (torch.randn(2, 4, 8), torch.randn(2, 3, 8)),
    lambda: (torch.randn(1, 3, 8), torch.randn(1, 2, 8), torch.tensor([[0.0, 0.0, float("-inf")]])),
]
GRAD = True
