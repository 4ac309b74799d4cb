"""A binary Tree-LSTM that recurses over a shift-reduce tree with forks (torch.jit has no recursion)."""
BEYOND = True


class Tree(nn.Module):
    def __init__(self, vocab: int, d: int):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.join = nn.Linear(2 * d, d)

    def encode(self, left: List[int], right: List[int], word: List[int], at: int) -> Tensor:
        if left[at] < 0:
            return self.emb(torch.tensor(word[at]))
        f = jit.fork(self.encode, left, right, word, left[at])
        r = self.encode(left, right, word, right[at])
        return torch.tanh(self.join(torch.cat([jit.wait(f), r])))

    def forward(self, left: List[int], right: List[int], word: List[int]) -> Tensor:
        return self.encode(left, right, word, 0)


def make():
    return Tree(5, 3)


INPUTS = [
    lambda: ([1, 3, -1, -1, -1], [2, 4, -1, -1, -1], [-1, -1, 0, 4, 2]),
    lambda: ([-1], [-1], [3]),
]
GRAD = True
