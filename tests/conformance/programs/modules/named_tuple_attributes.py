"""Attributes that are tuples with field names but without annotations: a field holds what it holds."""

import collections

Options = collections.namedtuple("Options", ["scale", "shift", "sizes"])


class Scaled(nn.Module):
    def __init__(self, options: Options, unused: Options):
        super().__init__()
        self.options = options
        self.unused = unused

    def forward(self, x: Tensor) -> Tensor:
        y = x * self.options.scale + self.options[1]
        return y.view(self.options.sizes)


class Both(nn.Module):
    """Two modules of one class whose tuples hold other types."""

    def __init__(self):
        super().__init__()
        self.first = Scaled(Options(2.0, 1, [3, 2]), Options({}, None, []))
        self.second = Scaled(Options(3, torch.ones(6), [6]), Options(None, "a", (1, 2)))

    def forward(self, x: Tensor):
        future = jit.fork(self.first, x)
        return self.second(x), jit.wait(future)


INPUTS = [lambda: (torch.arange(6.0),)]


def make():
    return Both()
