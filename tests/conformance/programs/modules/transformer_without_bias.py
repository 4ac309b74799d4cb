"""nn.TransformerEncoder over layers without bias, whose fast path asks None for requires_grad (torch.jit refuses it)."""
BEYOND = True


def make():
    layer = nn.TransformerEncoderLayer(8, 2, 16, bias=False, batch_first=True, dropout=0.0)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()


INPUTS = [lambda: (torch.rand(2, 3, 8),), lambda: {"src": torch.rand(2, 3, 8), "mask": torch.zeros(3, 3)}]
