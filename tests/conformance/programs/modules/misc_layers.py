"""Bilinear, CosineSimilarity, PixelShuffle, Fold, AdaptiveMaxPool, MaxPool, Embedding from_pretrained, Dropout2d in eval."""
from collections import OrderedDict


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bil = nn.Bilinear(3, 2, 4)
        self.cos = nn.CosineSimilarity(dim=1)
        self.shuffle = nn.PixelShuffle(2)
        self.fold = nn.Fold((3, 3), 2)
        self.amax = nn.AdaptiveMaxPool2d((2, 1))
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.emb = nn.Embedding.from_pretrained(torch.arange(8.0).view(4, 2), freeze=True)
        self.seq = nn.Sequential(OrderedDict([("lin", nn.Linear(4, 4)), ("drop", nn.Dropout(0.3)), ("glu", nn.GLU())]))
        self.dist = nn.PairwiseDistance(p=2.0)

    def forward(self, a: Tensor, b: Tensor, img: Tensor, ids: Tensor):
        y = self.bil(a, b)
        z = self.seq(y)
        u = self.pool(img)
        cols = F.unfold(img[:, :, :3, :3], 2)
        return y, z, self.cos(y, y * 2), self.shuffle(img), self.fold(cols), self.amax(img), u, self.emb(ids), self.dist(z, z + 1), self.seq.lin(y)


def make():
    return Net().eval()


INPUTS = [lambda: (torch.randn(2, 3), torch.randn(2, 2), torch.randn(2, 4, 4, 4), torch.tensor([3, 0]))]
GRAD = True
