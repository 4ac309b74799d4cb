"""A module's list, dict and int attributes change between forks that read them."""


class Queue(nn.Module):
    items: List[int]
    seen: Dict[str, int]

    def __init__(self):
        super().__init__()
        self.items = []
        self.seen = {"zero": 0}
        self.round = 0

    def total(self, weight: int) -> int:
        t = 0
        for i in self.items:
            t += i * weight
        return t + self.round + len(self.seen)

    def forward(self, xs: List[int]) -> List[int]:
        out: List[int] = []
        for x in xs:
            self.items.append(x)
            out.append(jit.wait(jit.fork(self.total, 2)))
            self.seen[str(x)] = x
            self.round += 1
        f = jit.fork(self.total, -1)
        out.append(f.wait())
        return out


def make():
    return Queue()


INPUTS = [lambda: ([3, 4],), lambda: ([],), lambda: ([1, 1, 1],)]


def check(compiled, eager):
    assert compiled.round == 10 and len(compiled.items) == 10
