"""Examples given by keyword; the traced module is called by keyword in any order and by position."""
TRACE = True


class Score(nn.Module):
    def __init__(self):
        super().__init__()
        self.map = nn.Linear(3, 3, bias=False)

    def forward(self, left, right, bias):
        return self.map(left) @ right.transpose(-1, -2) - bias


def make():
    return Score()


INPUTS = [
    lambda: {"left": torch.randn(2, 3), "right": torch.randn(5, 3), "bias": torch.ones(5)},
    lambda: {"bias": torch.zeros(1), "right": torch.randn(1, 3), "left": torch.randn(4, 3)},
    lambda: (torch.randn(1, 3), torch.randn(2, 3), torch.tensor(-0.5)),
]
