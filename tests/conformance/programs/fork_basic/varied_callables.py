"""Forks of exported methods, of static methods, of functions with tuple, dict and Optional arguments, of nested calls."""


def pick(pair: Tuple[Tensor, int], table: Dict[str, float], key: str, extra: Optional[Tensor] = None) -> Tensor:
    x, n = pair
    out = x * n * table[key]
    if extra is not None:
        out = out + extra
    return out


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = {"a": 0.5, "b": 2.0}

    @staticmethod
    def base(x: Tensor) -> Tensor:
        return x.relu()

    def forward(self, x: Tensor) -> Tensor:
        f = jit.fork(pick, (x, 2), self.table, "a")
        g = jit.fork(pick, (x, 3), table=self.table, key="b", extra=x)
        h = jit.fork(pick, (self.base(x), 1), {"c": 1.5}, "c", None)
        return jit.wait(f) + jit.wait(g) * 10 + jit.wait(h) * 100


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3),)]
