"""record_function, autograd profiler names and set_grad state inside compiled code; inference mode around the call."""


def main(x: Tensor, w: Tensor):
    with torch.autograd.profiler.record_function("outer"):
        y = x * w
        with torch.no_grad(), torch.autograd.profiler.record_function("inner"):
            z = y * 2
    return y, z, torch.is_grad_enabled()


INPUTS = [lambda: (torch.randn(2), torch.randn(2).requires_grad_())]


def check(compiled, eager):
    with torch.profiler.profile() as profile:
        compiled(torch.ones(2), torch.ones(2))
    names = [event.key for event in profile.key_averages()]
    assert "outer" in names and "inner" in names, names
