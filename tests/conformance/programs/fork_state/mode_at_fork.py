"""A task has the grad mode of the place where it was forked, not of the place where it is waited for (torch.jit: the other way)."""
BEYOND = True


def affine(x: Tensor, w: Tensor) -> Tensor:
    return w * x - w


def main(x: Tensor, w: Tensor):
    recorded = jit.fork(affine, x, w)
    with torch.no_grad():
        plain = jit.fork(affine, x, w)
        early = recorded.wait()
        apart = early * w
    late = plain.wait()
    return early, late, apart, w * late


INPUTS = [lambda: (torch.randn(2), torch.randn(2, requires_grad=True))]


def check(compiled, eager):
    w = torch.ones(3, requires_grad=True)
    for _ in range(20):
        needs = [t.requires_grad for t in compiled(torch.ones(3), w)]
        assert needs == [True, False, False, True], needs
    assert torch.is_grad_enabled()
