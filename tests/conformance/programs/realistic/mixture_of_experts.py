"""A mixture of experts: the gate picks experts per row, picked experts run as forks, results are scattered back."""


class Expert(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 2 * d), nn.SiLU(), nn.Linear(2 * d, d))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class Moe(nn.Module):
    def __init__(self, d: int, n: int, k: int):
        super().__init__()
        self.gate = nn.Linear(d, n)
        self.experts = nn.ModuleList([Expert(d) for _ in range(n)])
        self.k = k

    def forward(self, x: Tensor) -> Tuple[Tensor, Dict[int, int]]:
        weights, chosen = F.softmax(self.gate(x), dim=-1).topk(self.k, dim=-1)
        weights = weights / weights.sum(-1, keepdim=True)
        out = torch.zeros_like(x)
        load: Dict[int, int] = {}
        rows: Dict[int, Tensor] = {}
        slots: Dict[int, Tensor] = {}
        pending: Dict[int, jit.Future[Tensor]] = {}
        for i, expert in enumerate(self.experts):
            row, slot = torch.where(chosen == i)
            load[i] = row.numel()
            if row.numel() > 0:
                rows[i] = row
                slots[i] = slot
                pending[i] = jit.fork(expert, x[row])
        for i in pending.keys():
            y = jit.wait(pending[i]) * weights[rows[i], slots[i]].unsqueeze(1)
            out = out.index_add(0, rows[i], y)
        return out, load


def make():
    return Moe(3, 4, 2)


INPUTS = [lambda: (torch.randn(6, 3),), lambda: (torch.randn(1, 3),)]
