"""A hook with the name of a method of its module is refused."""
EXPECT = ("compile", r"Can't define hook: scale on class: .*because a method or hook with that name already exists")


class Net(nn.Module):
    def scale(self, x: Tensor) -> Tensor:
        return x * 2

    def forward(self, x):
        return self.scale(x)


def scale(self, inputs: Tuple[Tensor]) -> Tuple[Tensor]:
    return (inputs[0] + 1,)


def make():
    net = Net()
    net.register_forward_pre_hook(scale)
    return net


def near(x):
    return (x + 1) * 2


INPUTS = [lambda: (torch.randn(3),)]
