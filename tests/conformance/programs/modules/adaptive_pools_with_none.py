"""nn.AdaptiveAvgPool2d((None, 7)) and the like: the sizes of a module may hold None."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.average = nn.AdaptiveAvgPool2d((None, 2))
        self.largest = nn.AdaptiveMaxPool2d((3, None), return_indices=True)
        self.volume = nn.AdaptiveAvgPool3d((1, None, None))

    def forward(self, x: Tensor):
        return self.average(x), self.largest(x), self.volume(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2, 3, 4, 6),), lambda: (torch.randn(1, 2, 5, 5),)]
BEYOND = "torch.jit takes no None in sizes"
