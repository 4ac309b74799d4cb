"""Properties with getter and setter on a module; properties of a submodule; ignored ones."""


class Gain(nn.Module):
    __jit_unused_properties__ = ["odd"]

    def __init__(self):
        super().__init__()
        self._gain = 2.0

    @property
    def gain(self) -> float:
        return self._gain * 10

    @gain.setter
    def gain(self, value: float):
        self._gain = value / 10

    @property
    def odd(self):
        return {k: v for k, v in zip("ab", [1, "x"])}

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gain


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Gain()

    @property
    def level(self) -> float:
        return self.inner.gain + 1

    def forward(self, x: Tensor, to: float):
        before = self.level
        self.inner.gain = to
        return self.inner(x), before, self.level


def make():
    return Net()


INPUTS = [lambda: (torch.ones(2), 5.0), lambda: (torch.randn(1), -1.0)]
