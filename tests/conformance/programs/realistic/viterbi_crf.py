"""A CRF: forward scores and Viterbi paths per sentence in parallel, the loss summed."""


class Crf(nn.Module):
    def __init__(self, tags: int):
        super().__init__()
        self.trans = nn.Parameter(torch.randn(tags, tags) * 0.5)
        self.start = nn.Parameter(torch.randn(tags) * 0.5)
        self.tags = tags

    def partition(self, emit: Tensor) -> Tensor:
        alpha = self.start + emit[0]
        for t in range(1, emit.size(0)):
            alpha = torch.logsumexp(alpha.unsqueeze(1) + self.trans, dim=0) + emit[t]
        return torch.logsumexp(alpha, dim=0)

    def score(self, emit: Tensor, path: Tensor) -> Tensor:
        total = self.start[path[0]] + emit[0, path[0]]
        for t in range(1, path.size(0)):
            total = total + self.trans[path[t - 1], path[t]] + emit[t, path[t]]
        return total

    @jit.export
    def decode(self, emit: Tensor) -> List[int]:
        best = self.start + emit[0]
        back: List[Tensor] = []
        for t in range(1, emit.size(0)):
            values, where = (best.unsqueeze(1) + self.trans).max(0)
            back.append(where)
            best = values + emit[t]
        path = [int(best.argmax())]
        for i in range(len(back) - 1, -1, -1):
            path.append(int(back[i][path[-1]]))
        path.reverse()
        return path

    def forward(self, emits: List[Tensor], paths: List[Tensor]):
        zs = [jit.fork(self.partition, e) for e in emits]
        ss = [jit.fork(self.score, e, p) for e, p in zip(emits, paths)]
        ds = [jit.fork(self.decode, e) for e in emits]
        loss = torch.zeros(())
        for z, s in zip(zs, ss):
            loss = loss + jit.wait(z) - jit.wait(s)
        return loss, [jit.wait(d) for d in ds]


def make():
    return Crf(3)


INPUTS = [
    lambda: ([torch.randn(4, 3), torch.randn(2, 3)], [torch.tensor([0, 1, 2, 1]), torch.tensor([2, 2])]),
    lambda: ([torch.randn(1, 3)], [torch.tensor([1])]),
]
GRAD = True
