"""One module called several times in loops with data-dependent trip counts and early exit."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
        self.halt = nn.Linear(3, 1)

    def forward(self, x: Tensor, limit: int) -> Tuple[Tensor, int, List[float]]:
        trail: List[float] = []
        n = 0
        while n < limit:
            x = self.step(x)
            p = torch.sigmoid(self.halt(x)).mean()
            trail.append(float(p))
            n += 1
            if bool(p > 0.6):
                break
            if bool(p < 0.4):
                x = x * 1.5
                continue
            x = x + 0.1
        return x, n, trail


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3), 6), lambda: (torch.randn(1, 3), 1), lambda: (torch.randn(4, 3) * 3, 20)]
