"""Lists of futures: appended to, sliced, joined, reversed, indexed from the end, counted; the graph types them."""


def shifted(x: Tensor, k: int) -> Tensor:
    return x - k


def main(x: Tensor) -> Tuple[Tensor, int]:
    pending: List[jit.Future[Tensor]] = []
    for k in range(6):
        pending.append(jit.fork(shifted, x, k))
    mixed = pending[4:] + pending[:3]
    mixed.reverse()
    total = mixed[-2].wait()
    for i, f in enumerate(mixed):
        total = total * 2 + i * jit.wait(f)
    last = mixed.pop(0)
    return total / last.wait().numel(), len(mixed)


INPUTS = [lambda: (torch.randn(4),)]


def check(compiled, eager):
    text = str(compiled.graph)
    assert "Future[Tensor][]" in text or "List[Future[Tensor]]" in text, text
