"""Message passing on a graph: messages of edge chunks in parallel, scatter-add, several rounds, readout per component."""


class Layer(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.msg = nn.Linear(2 * d, d)
        self.upd = nn.GRUCell(d, d)

    def chunk(self, x: Tensor, edges: Tensor) -> Tensor:
        m = torch.relu(self.msg(torch.cat([x[edges[0]], x[edges[1]]], dim=1)))
        return torch.zeros_like(x).index_add(0, edges[1], m)

    def forward(self, x: Tensor, edges: Tensor, size: int) -> Tensor:
        fs: List[jit.Future[Tensor]] = []
        for lo in range(0, edges.size(1), size):
            fs.append(jit.fork(self.chunk, x, edges[:, lo:lo + size]))
        total = torch.zeros_like(x)
        for f in fs:
            total = total + jit.wait(f)
        return self.upd(total, x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Layer(3) for _ in range(2)])
        self.head = nn.Linear(3, 1)

    def forward(self, x: Tensor, edges: Tensor, group: Tensor, size: int = 2) -> Tensor:
        for layer in self.layers:
            x = layer(x, edges, size)
        n = int(group.max()) + 1
        pooled = torch.zeros(n, x.size(1)).index_add_(0, group, x)
        return self.head(pooled).squeeze(1)


def make():
    return Net()


INPUTS = [
    lambda: (torch.randn(5, 3), torch.tensor([[0, 1, 2, 3, 4], [1, 2, 0, 4, 3]]), torch.tensor([0, 0, 0, 1, 1])),
    lambda: (torch.randn(2, 3), torch.zeros(2, 0, dtype=torch.long), torch.tensor([0, 1]), 5),
]
GRAD = True
