"""Sequence to sequence: an LSTM encoder, a decoder with additive attention, teacher forcing or greedy output."""


class Seq2Seq(nn.Module):
    def __init__(self, vocab: int, d: int):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.enc = nn.LSTM(d, d)
        self.dec = nn.LSTMCell(2 * d, d)
        self.attn = nn.Linear(2 * d, 1)
        self.out = nn.Linear(d, vocab)

    def attend(self, h: Tensor, memory: Tensor) -> Tuple[Tensor, Tensor]:
        n = memory.size(0)
        scores = self.attn(torch.cat([memory, h.unsqueeze(0).expand(n, -1, -1)], dim=2))
        weights = F.softmax(scores, dim=0)
        return (weights * memory).sum(0), weights.squeeze(2)

    def forward(self, src: Tensor, tgt: Optional[Tensor] = None, steps: int = 3):
        memory, (h, c) = self.enc(self.emb(src))
        h, c = h[0], c[0]
        token = torch.zeros(src.size(1), dtype=torch.long)
        outs: List[Tensor] = []
        maps: List[Tensor] = []
        n = steps if tgt is None else tgt.size(0)
        for t in range(n):
            context = jit.fork(self.attend, h, memory)
            e = self.emb(token)
            ctx, w = jit.wait(context)
            h, c = self.dec(torch.cat([e, ctx], dim=1), (h, c))
            logits = self.out(h)
            outs.append(logits)
            maps.append(w)
            token = tgt[t] if tgt is not None else logits.argmax(1)
        return torch.stack(outs), torch.stack(maps)


def make():
    return Seq2Seq(6, 4)


INPUTS = [
    lambda: (torch.randint(0, 6, (4, 2)), torch.randint(0, 6, (3, 2))),
    lambda: (torch.randint(0, 6, (2, 1)),),
]
GRAD = True
