"""jit.is_scripting() chooses the branch when compiling: what Python alone can do stands in the other."""


def main(x: Tensor) -> Tensor:
    if jit.is_scripting():
        return x - 1
    else:
        step = {"by": 1}.setdefault("by", 2)
        return torch.stack([item - step for item in x.unbind()]) if x.numel() else x - step


def spread(x: Tensor) -> Tensor:
    if not jit.is_scripting():
        return torch.tensor(sorted(set(x.tolist())))
    return torch.unique(x)


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.empty(0),)]


def check(compiled, eager):
    x = torch.tensor([2.0, 1.0, 2.0])
    same(jit.script(spread)(x), spread(x))
    assert not jit.is_scripting()
