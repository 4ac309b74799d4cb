"""Speech: a frame encoder with convolution and GRU, then a greedy CTC decoder per utterance in parallel."""


class Encoder(nn.Module):
    def __init__(self, mel: int, hidden: int, symbols: int):
        super().__init__()
        self.conv = nn.Conv1d(mel, hidden, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm1d(hidden)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, symbols)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norm(self.conv(x)))
        y, _ = self.rnn(y.transpose(1, 2))
        return F.log_softmax(self.out(y), dim=-1)


class Recognizer(nn.Module):
    labels: List[str]

    def __init__(self):
        super().__init__()
        self.encoder = Encoder(4, 5, 4)
        self.labels = ["-", "a", "b", " "]
        self.blank = 0

    def decode(self, logits: Tensor, length: int) -> Tuple[str, float]:
        text = ""
        score = 0.0
        last = self.blank
        values, best = logits.max(dim=-1)
        for t in range(min(length, logits.size(0))):
            k = int(best[t])
            score += float(values[t])
            if k != self.blank and k != last:
                text += self.labels[k]
            last = k
        return text, score

    def forward(self, x: Tensor, lengths: List[int]):
        logits = self.encoder(x)
        fs: List[jit.Future[Tuple[str, float]]] = []
        for b in range(x.size(0)):
            fs.append(jit.fork(self.decode, logits[b], (lengths[b] + 1) // 2))
        texts: List[str] = []
        scores: List[float] = []
        for f in fs:
            text, score = jit.wait(f)
            texts.append(text)
            scores.append(score)
        return texts, torch.tensor(scores), list(logits.shape)


def make():
    return Recognizer().eval()


INPUTS = [lambda: (torch.randn(3, 4, 10), [10, 7, 3]), lambda: (torch.randn(1, 4, 5) * 3, [5])]
