"""Embedding and EmbeddingBag with offsets, modes and per-sample weights, summed as a recommender does."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bag = nn.EmbeddingBag(10, 4, mode="sum")
        self.mean = nn.EmbeddingBag(10, 4, mode="mean")
        self.emb = nn.Embedding(10, 4, max_norm=None)

    def forward(self, ids: Tensor, offsets: Tensor, weights: Optional[Tensor] = None) -> Tensor:
        a = self.bag(ids, offsets, weights)
        b = self.mean(ids, offsets)
        c = self.emb(ids).sum(0)
        return torch.cat([a, b], 1) + torch.cat([c, c])


def make():
    return Net()


INPUTS = [
    lambda: (torch.tensor([1, 2, 4, 5, 4, 3]), torch.tensor([0, 2])),
    lambda: (torch.tensor([9, 0]), torch.tensor([0, 1]), torch.randn(2)),
]
GRAD = True
