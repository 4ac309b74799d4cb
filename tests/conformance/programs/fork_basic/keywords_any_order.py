"""Keyword arguments of fork find their parameters in any order, after positional ones and alone."""


def label(x: Tensor, title: str, width: int, ratio: float) -> Tuple[str, Tensor]:
    return title + ":" + str(width), x[:width] / ratio


def main(x: Tensor, n: int):
    a = jit.fork(label, x, ratio=2.0, width=n, title="a")
    b = jit.fork(label, ratio=0.25, title="b", width=1, x=x + n)
    c = jit.fork(label, x, "c", ratio=-1.0, width=n - 1)
    texts: List[str] = []
    total = torch.zeros(())
    for f in [a, b, c]:
        text, part = jit.wait(f)
        texts.append(text)
        total = total + part.sum()
    return texts, total


INPUTS = [lambda: (torch.randn(4), 3), lambda: {"n": 2, "x": torch.ones(3)}]
