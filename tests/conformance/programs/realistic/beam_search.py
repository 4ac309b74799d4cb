"""Beam search over a small language model: the continuations of every beam are scored in parallel."""


class Model(nn.Module):
    def __init__(self, vocab: int, dim: int):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.cell = nn.GRUCell(dim, dim)
        self.out = nn.Linear(dim, vocab)
        self.dim = dim

    def step(self, tokens: List[int]) -> Tensor:
        h = torch.zeros(1, self.dim)
        for t in tokens:
            h = self.cell(self.emb(torch.tensor([t])), h)
        return F.log_softmax(self.out(h)[0], dim=0)

    def expand(self, tokens: List[int], score: float, width: int) -> List[Tuple[float, List[int]]]:
        logp, ids = self.step(tokens).topk(width)
        out: List[Tuple[float, List[int]]] = []
        for i in range(width):
            out.append((score + float(logp[i]), tokens + [int(ids[i])]))
        return out

    def forward(self, start: int, width: int, length: int):
        beams: List[Tuple[float, List[int]]] = [(0.0, [start])]
        for _ in range(length):
            fs = jit.annotate(List[jit.Future[List[Tuple[float, List[int]]]]], [])
            for score, tokens in beams:
                fs.append(jit.fork(self.expand, tokens, score, width))
            candidates: List[Tuple[float, List[int]]] = []
            for f in fs:
                candidates += jit.wait(f)
            scores = torch.tensor([c[0] for c in candidates])
            best = torch.argsort(scores, descending=True)
            beams = [candidates[int(i)] for i in best[:width]]
        return [b[1] for b in beams], torch.tensor([b[0] for b in beams])


def make():
    return Model(9, 4)


INPUTS = [lambda: (1, 3, 4), lambda: (0, 1, 2), lambda: (5, 2, 0)]
