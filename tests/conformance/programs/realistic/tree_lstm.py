"""A child-sum Tree-LSTM over trees given as parent lists; the nodes of a level are computed in parallel."""


class TreeLSTM(nn.Module):
    def __init__(self, cin: int, hidden: int):
        super().__init__()
        self.iou_x = nn.Linear(cin, 3 * hidden)
        self.iou_h = nn.Linear(hidden, 3 * hidden, bias=False)
        self.f_x = nn.Linear(cin, hidden)
        self.f_h = nn.Linear(hidden, hidden, bias=False)
        self.hidden = hidden

    def node(self, x: Tensor, hs: List[Tensor], cs: List[Tensor]) -> Tuple[Tensor, Tensor]:
        h = torch.zeros(self.hidden)
        for child in hs:
            h = h + child
        i, o, u = (self.iou_x(x) + self.iou_h(h)).chunk(3, dim=0)
        c = torch.sigmoid(i) * torch.tanh(u)
        for k in range(len(hs)):
            c = c + torch.sigmoid(self.f_x(x) + self.f_h(hs[k])) * cs[k]
        return torch.sigmoid(o) * torch.tanh(c), c

    def forward(self, xs: Tensor, levels: List[List[int]], parents: List[int]) -> Tensor:
        hs: Dict[int, List[Tensor]] = {}
        cs: Dict[int, List[Tensor]] = {}
        for i in range(-1, len(parents)):
            hs[i] = jit.annotate(List[Tensor], [])
            cs[i] = jit.annotate(List[Tensor], [])
        for level in levels:
            fs = [jit.fork(self.node, xs[i], hs[i], cs[i]) for i in level]
            for i, f in zip(level, fs):
                h, c = jit.wait(f)
                hs[parents[i]].append(h)
                cs[parents[i]].append(c)
        return torch.stack(hs[-1]).sum(0)


def make():
    return TreeLSTM(3, 2)


INPUTS = [
    lambda: (torch.randn(6, 3), [[3, 4, 5], [1, 2], [0]], [-1, 0, 0, 1, 1, 2]),
    lambda: (torch.randn(1, 3), [[0]], [-1]),
]
GRAD = True
