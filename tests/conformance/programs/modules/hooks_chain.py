"""Several hooks in order, hooks that return nothing, a hook on the outermost module, hooks that read attributes."""


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = 3.0

    def forward(self, x: Tensor, k: int) -> Tuple[Tensor, int]:
        return x * k, k


def first(self, inputs: Tuple[Tensor, int]) -> Tuple[Tensor, int]:
    return inputs[0] + self.bias, inputs[1] + 1


def second(self, inputs: Tuple[Tensor, int]) -> None:
    assert inputs[0].dim() == 1


def after(self, inputs: Tuple[Tensor, int], result: Tuple[Tensor, int]) -> Tuple[Tensor, int]:
    return result[0] - inputs[1], result[1] * 100


def quiet(self, inputs: Tuple[Tensor, int], result: Tuple[Tensor, int]):
    assert result[1] == inputs[1] * 100


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.inner.register_forward_pre_hook(first)
        self.inner.register_forward_pre_hook(second)
        self.inner.register_forward_hook(after)
        self.inner.register_forward_hook(quiet)

    def forward(self, x: Tensor, k: int) -> Tuple[Tensor, int]:
        return self.inner(x, k)


def make():
    return Outer()


INPUTS = [lambda: (torch.arange(3.0), 3), lambda: (torch.randn(2), -1)]
