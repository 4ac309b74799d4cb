"""Traced shifted windows in Swin's style: padding to whole windows, partition with computed sizes, roll, masks, patch merging."""
TRACE = True
WINDOW = 2


def partition(x, size):
    b, h, w, c = x.shape
    x = x.view(b, h // size, size, w // size, size, c)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, size, size, c)


def merged(windows, size, h, w):
    c = windows.shape[-1]
    x = windows.view(-1, h // size, w // size, size, size, c)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, h, w, c)


class Block(nn.Module):
    def __init__(self, dim, shift):
        super().__init__()
        self.shift = shift
        self.norm = nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.table = nn.Parameter(torch.randn((2 * WINDOW - 1) ** 2, 2))
        coordinates = torch.stack(torch.meshgrid(torch.arange(WINDOW), torch.arange(WINDOW), indexing="ij")).flatten(1)
        relative = (coordinates[:, :, None] - coordinates[:, None, :]).permute(1, 2, 0) + WINDOW - 1
        self.register_buffer("index", (relative * torch.tensor([2 * WINDOW - 1, 1])).sum(-1))

    def mask(self, h, w, x):
        regions = torch.zeros((1, h, w, 1), dtype=x.dtype)
        cuts = (slice(0, -WINDOW), slice(-WINDOW, -self.shift), slice(-self.shift, None))
        for i, rows in enumerate(cuts):
            for j, columns in enumerate(cuts):
                regions[:, rows, columns, :] = 3 * i + j
        windows = partition(regions, WINDOW).view(-1, WINDOW * WINDOW)
        different = windows.unsqueeze(1) - windows.unsqueeze(2)
        return different.masked_fill(different != 0, -100.0).masked_fill(different == 0, 0.0)

    def attention(self, x, mask):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) * (c // 2) ** -0.5
        bias = self.table[self.index.view(-1)].view(WINDOW * WINDOW, WINDOW * WINDOW, -1).permute(2, 0, 1).contiguous()
        scores = scores + bias.unsqueeze(0)
        if mask is not None:
            count = mask.shape[0]
            scores = scores.view(b // count, count, 2, n, n) + mask.unsqueeze(1).unsqueeze(0)
            scores = scores.view(-1, 2, n, n)
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c))

    def forward(self, x):
        b, h, w, c = x.shape
        right, below = (WINDOW - w % WINDOW) % WINDOW, (WINDOW - h % WINDOW) % WINDOW
        padded = F.pad(self.norm(x), (0, 0, 0, right, 0, below))
        _, high, wide, _ = padded.shape
        mask = None
        if self.shift > 0:
            padded = torch.roll(padded, shifts=(-self.shift, -self.shift), dims=(1, 2))
            mask = self.mask(high, wide, x)
        windows = partition(padded, WINDOW).view(-1, WINDOW * WINDOW, c)
        y = merged(self.attention(windows, mask).view(-1, WINDOW, WINDOW, c), WINDOW, high, wide)
        if self.shift > 0:
            y = torch.roll(y, shifts=(self.shift, self.shift), dims=(1, 2))
        return x + y[:, :h, :w, :].contiguous()


class Swin(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 4, 2, 2)
        self.blocks = nn.Sequential(Block(4, 0), Block(4, 1))
        self.reduction = nn.Linear(16, 8)

    def forward(self, image):
        x = self.blocks(self.patches(image).permute(0, 2, 3, 1))
        b, h, w, c = x.shape
        x = F.pad(x, (0, 0, 0, w % 2, 0, h % 2))
        x = torch.cat([x[:, i::2, j::2] for j in range(2) for i in range(2)], -1)
        return self.reduction(x).flatten(1, 2).mean(1), x.view(b, -1, 4 * c)


def make():
    torch.manual_seed(0)
    return Swin().eval()


INPUTS = [lambda: (torch.randn(1, 3, 12, 8),), lambda: (torch.randn(2, 3, 10, 14),), lambda: (torch.randn(3, 3, 8, 20),)]
