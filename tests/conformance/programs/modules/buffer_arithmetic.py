"""Buffers changed in place and reassigned, beside a tensor attribute that is none; state_dict holds the buffers."""


class Histogram(nn.Module):
    counts: Tensor
    latest: Tensor

    def __init__(self):
        super().__init__()
        self.register_buffer("counts", torch.zeros(4, dtype=torch.long))
        self.register_buffer("calls", torch.tensor(0))
        self.latest = torch.zeros(0)

    def forward(self, x: Tensor) -> Tensor:
        bins = x.abs().clamp(max=3).long()
        self.counts.index_add_(0, bins, torch.ones_like(bins))
        self.calls = self.calls + 1
        self.latest = x * 2
        return self.counts / self.calls


def make():
    return Histogram()


INPUTS = [lambda: (torch.randn(5) * 2,), lambda: (torch.zeros(2),)]


def check(compiled, eager):
    assert sorted(compiled.state_dict()) == ["calls", "counts"]
    assert (int(compiled.calls), int(compiled.counts.sum())) == (4, 14)
    same(compiled.latest, torch.zeros(2))
