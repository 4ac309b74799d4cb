"""A class made and compiled inside a function names itself in texts and in a body: it has no name yet while it is compiled."""


def make():
    @jit.script
    class Span:
        def __init__(self, start: int, end: int):
            self.start = start
            self.end = end

        def joined(self, others: List["Span"]) -> "Span":
            start, end = self.start, self.end
            for other in others:
                start, end = min(start, other.start), max(end, other.end)
            return Span(start, end)

        def __eq__(self, other):
            # type: (Span) -> bool
            return self.start == other.start and self.end == other.end

    class Model(nn.Module):
        def forward(self, x, n: int):
            a = Span(2, 3)
            b = a.joined([Span(1, 2), Span(n, n + 1)])
            return x[b.start : b.end], a == b, a == Span(2, 3)

    return Model()


INPUTS = [lambda: (torch.arange(8.0), 4), lambda: (torch.arange(8.0), 2)]
