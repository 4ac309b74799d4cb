"""A traced decoder in Llama's style: rotary embeddings over torch.arange(n), a causal mask, grouped heads, a cache that grows."""
TRACE = True


class Rotary(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_buffer("inverse", 1.0 / (10000 ** (torch.arange(0, dim, 2).float() / dim)))

    def forward(self, x, positions):
        inverse = self.inverse[None, :, None].expand(positions.shape[0], -1, 1)
        angles = (inverse @ positions[:, None, :].float()).transpose(1, 2)
        both = torch.cat((angles, angles), dim=-1)
        return both.cos().to(x.dtype), both.sin().to(x.dtype)


def rotated(x):
    half = x.shape[-1] // 2
    return torch.cat((-x[..., half:], x[..., : x.shape[-1] // 2]), dim=-1)


def repeated(x, times):
    batch, heads, length, dim = x.shape
    if times == 1:
        return x
    return x[:, :, None, :, :].expand(batch, heads, times, length, dim).reshape(batch, heads * times, length, dim)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, 16)
        self.rotary = Rotary(4)
        self.q, self.k, self.v = nn.Linear(16, 16, bias=False), nn.Linear(16, 8, bias=False), nn.Linear(16, 8, bias=False)
        self.o = nn.Linear(16, 16, bias=False)

    def mask(self, x, total):
        length = x.shape[1]
        full = torch.full((length, total), torch.finfo(x.dtype).min)
        full = torch.triu(full, diagonal=1 + total - length)
        return full[None, None, :, :].expand(x.shape[0], 1, -1, -1)

    def forward(self, ids, past_key, past_value):
        x = self.words(ids)
        past = past_key.shape[2]
        positions = torch.arange(past, past + ids.shape[1]).unsqueeze(0)
        cos, sin = self.rotary(x, positions)
        shape = (*x.shape[:-1], -1, 4)
        q, k, v = (f(x).view(shape).transpose(1, 2) for f in (self.q, self.k, self.v))
        q = q * cos.unsqueeze(1) + rotated(q) * sin.unsqueeze(1)
        k = k * cos.unsqueeze(1) + rotated(k) * sin.unsqueeze(1)
        k, v = torch.cat([past_key, k], 2), torch.cat([past_value, v], 2)
        key, value = repeated(k, 2), repeated(v, 2)
        mask = self.mask(x, k.shape[-2])[:, :, :, : key.shape[-2]]
        mixed = F.scaled_dot_product_attention(q, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(*x.shape[:-1], -1).contiguous()
        return self.o(mixed)[:, -1:, :], k, v


def make():
    torch.manual_seed(0)
    return Decoder().eval()


def example(batch, length, past):
    return torch.randint(20, (batch, length)), torch.randn(batch, 2, past, 4), torch.randn(batch, 2, past, 4)


INPUTS = [lambda: example(2, 5, 3), lambda: example(1, 8, 1), lambda: example(3, 2, 6)]
