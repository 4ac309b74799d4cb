"""**kwargs of functions that compiled code calls: read, asked and passed on (beyond torch.jit: it refuses them)."""
BEYOND = True


def inner(x: Tensor, *, a: int = 1, b: float = 2.0, name: str = "n") -> Tuple[Tensor, str]:
    return x * a + b, name


def outer(x: Tensor, **kwargs):
    return inner(x, **kwargs)


def more(x: Tensor, **others):
    return outer(x, b=1.0, **others)


def asked(x: Tensor, **kw) -> Tuple[Tensor, int, List[str]]:
    a = kw.get("a", 5)
    b = kw["b"] if "b" in kw else 0.5
    if kw:
        x = x + 1
    names = [k for k in kw.keys()]
    for k, v in kw.items():
        names.append(k + str(v))
    for k in kw:
        names.append(k)
    return inner(x, a=a, b=b)[0], len(kw), names


def applied(x: Tensor, f, **kw: float) -> Tensor:
    return f(x, **kw)


def scaled(x: Tensor, by: float = 1.0) -> Tensor:
    return x * by


class Block(nn.Module):
    def forward(self, x: Tensor, **kw) -> Tensor:
        return inner(x, **kw)[0]


def main(x: Tensor, n: int):
    return (
        outer(x, a=n), outer(x), more(x, a=n + 1), more(x, name="m", a=3), asked(x, a=n), asked(x, b=1.5, c=n), asked(x, a=2, b=2.5),
        applied(x, scaled, by=2.0), applied(x, scaled),
    )  # fmt: skip


INPUTS = [lambda: (torch.ones(2), 3), lambda: (torch.zeros(1), 0)]
