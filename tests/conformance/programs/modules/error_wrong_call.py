"""Calling a submodule with a missing argument is a compile error that names the argument."""
EXPECT = ("compile", r"gain")


class Inner(nn.Module):
    def forward(self, x: Tensor, gain: float) -> Tensor:
        return x * gain


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2),)]
