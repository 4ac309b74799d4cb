"""Errors raised in submodules reach the caller with their message."""
EXPECT = ("runtime", r"expected 3 features|shapes cannot be multiplied|index out of range")


class Checked(nn.Module):
    def __init__(self, features: int):
        super().__init__()
        self.features = features

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != 2:
            raise ValueError(f"expected {self.features} features, got {x.dim()} dimensions")
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.checked = Checked(3)
        self.lin = nn.Linear(3, 1)
        self.emb = nn.Embedding(4, 3)

    def forward(self, x: Tensor, ids: Tensor) -> Tensor:
        return self.lin(self.checked(x)) + self.emb(ids)


def make():
    return Net()


INPUTS = [
    lambda: (torch.ones(3), torch.tensor([1])),
    lambda: (torch.ones(2, 4), torch.tensor([1])),
    lambda: (torch.ones(2, 3), torch.tensor([7])),
]
OK_INPUTS = [lambda: (torch.ones(2, 3), torch.tensor([1, 3]))]
