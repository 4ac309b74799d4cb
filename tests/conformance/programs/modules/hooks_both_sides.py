"""A pre-hook and a hook with typed signatures are compiled with their module and change its input and output."""


class Square(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * x


def halve(self, given: Tuple[Tensor]) -> Tuple[Tensor]:
    return (given[0] / 2,)


def add_input(self, given: Tuple[Tensor], result: Tensor) -> Tensor:
    return result + given[0]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.square = Square()
        self.square.register_forward_pre_hook(halve)
        self.square.register_forward_hook(add_input)

    def forward(self, x: Tensor) -> Tensor:
        return self.square(x) - 1


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3),), lambda: (torch.arange(4.0).view(2, 2),)]
