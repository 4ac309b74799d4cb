"""Sets and frozensets of strings and ints that a module holds (beyond torch.jit, which has no sets)."""
BEYOND = True


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.names = {"a", "b"}
        self.numbers = {1, 2}
        self.fixed = frozenset(["x", "y"])

    def forward(self, key: str, n: int) -> Tuple[bool, bool, bool, int]:
        return key in self.names, n in self.numbers, key in self.fixed, len(self.names) + len(self.fixed)


def make():
    return Net()


INPUTS = [lambda: ("a", 1), lambda: ("x", 3)]
