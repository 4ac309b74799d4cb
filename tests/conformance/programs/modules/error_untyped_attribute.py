"""An attribute whose type cannot be had in the language is an error that names it."""
EXPECT = ("compile", r"strange")


class Strange:
    __slots__ = ()

    def __init__(self, *args, **kwargs):
        pass


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.strange = {1: object(), "b": lambda: 3}

    def forward(self, x: Tensor) -> Tensor:
        return x * len(self.strange)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
