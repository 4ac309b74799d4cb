"""A traced encoder in BERT's style: position ids cut to the length, a mask from sizes, heads by view(*shape[:-1], …)."""
import math

TRACE = True


class Embeddings(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, 8)
        self.positions = nn.Embedding(16, 8)
        self.kinds = nn.Embedding(2, 8)
        self.norm = nn.LayerNorm(8)
        self.register_buffer("position_ids", torch.arange(16).expand((1, -1)))
        self.register_buffer("kind_ids", torch.zeros(1, 16, dtype=torch.long))

    def forward(self, ids, past=0):
        batch, length = ids.size()
        positions = self.position_ids[:, past:length + past]
        kinds = self.kind_ids[:, :length].expand(batch, length)
        return self.norm(self.words(ids) + self.kinds(kinds) + self.positions(positions))


class Attention(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8)
        self.out = nn.Linear(8, 8)

    def split(self, x):
        return x.view(*x.shape[:-1], self.heads, -1).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask
        mixed = (scores.softmax(-1) @ v).permute(0, 2, 1, 3).contiguous()
        return self.out(mixed.view(mixed.size()[:-2] + (x.shape[-1],)))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = Embeddings()
        self.attention = Attention(2)  # one layer, used twice, as in Albert
        self.norm = nn.LayerNorm(8)
        self.feed = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))

    def extended(self, mask, shape):
        if mask.dim() == 2:
            mask = mask[:, None, None, :]
        mask = mask.expand(shape[0], 1, shape[1], mask.shape[-1]).to(torch.float32)
        return (1.0 - mask) * torch.finfo(torch.float32).min

    def forward(self, ids, mask):
        extended = self.extended(mask, ids.shape)
        x = self.embeddings(ids)
        for _ in range(2):
            x = self.norm(x + self.attention(x, extended))
            x = x + self.feed(x)
        pooled = x[:, 0].tanh()
        lengths = mask.sum(1, keepdim=True).clamp(min=1)
        return x, pooled, (x * mask.unsqueeze(-1)).sum(1) / lengths / ids.shape[1]


def make():
    torch.manual_seed(0)
    return Encoder().eval()


def example(batch, length):
    return torch.randint(20, (batch, length)), (torch.rand(batch, length) > 0.2).long()


INPUTS = [lambda: example(2, 5), lambda: example(3, 9), lambda: example(1, 16)]
