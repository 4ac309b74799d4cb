"""A recommender: embedding bags of several features looked up in parallel, feature crosses, a deep tower."""


class Recommender(nn.Module):
    def __init__(self, sizes: List[int], dim: int, dense: int):
        super().__init__()
        self.tables = nn.ModuleList([nn.EmbeddingBag(n, dim, mode="sum") for n in sizes])
        self.bottom = nn.Sequential(nn.Linear(dense, 8), nn.ReLU(), nn.Linear(8, dim), nn.ReLU())
        pairs = (len(sizes) + 1) * len(sizes) // 2
        self.top = nn.Sequential(nn.Linear(dim + pairs, 6), nn.ReLU(), nn.Linear(6, 1))

    def interact(self, dense: Tensor, sparse: List[Tensor]) -> Tensor:
        all = torch.stack([dense] + sparse, dim=1)
        dots = torch.bmm(all, all.transpose(1, 2))
        n = all.size(1)
        rows, cols = torch.tril_indices(n, n, offset=-1).unbind(0)
        return torch.cat([dense, dots[:, rows, cols]], dim=1)

    def forward(self, dense: Tensor, ids: List[Tensor], offsets: List[Tensor]) -> Tensor:
        futures: List[jit.Future[Tensor]] = []
        for i, table in enumerate(self.tables):
            futures.append(jit.fork(table, ids[i], offsets[i]))
        x = self.bottom(dense)
        sparse = [jit.wait(f) for f in futures]
        return torch.sigmoid(self.top(self.interact(x, sparse))).squeeze(1)


def make():
    return Recommender([7, 5], 4, 3)


INPUTS = [
    lambda: (torch.randn(2, 3), [torch.tensor([1, 6, 2]), torch.tensor([0, 4])], [torch.tensor([0, 2]), torch.tensor([0, 1])]),
    lambda: (torch.randn(1, 3), [torch.tensor([3]), torch.tensor([2, 2, 1])], [torch.tensor([0]), torch.tensor([0])]),
]
GRAD = True
