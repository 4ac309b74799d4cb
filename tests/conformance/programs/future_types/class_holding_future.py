"""A script class that keeps a future and its result."""


def heavy(x: Tensor, k: int) -> Tensor:
    return (x * k).softmax(0)


class Lazy:
    def __init__(self, x: Tensor, k: int):
        self.pending = jit.fork(heavy, x, k)
        self.waits = 0

    def get(self) -> Tensor:
        self.waits += 1
        return jit.wait(self.pending)


def main(x: Tensor):
    cells = [Lazy(x, k) for k in range(3)]
    total = cells[0].get()
    for c in cells:
        total = total + c.get()
    return total, [c.waits for c in cells]


INPUTS = [lambda: (torch.randn(4),)]
