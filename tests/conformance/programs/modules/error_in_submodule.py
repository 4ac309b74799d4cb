"""A compile error in a submodule's method shows the undefined name."""
EXPECT = ("compile", r"not_there")


class Inner(nn.Module):
    def helper(self, x: Tensor) -> Tensor:
        return x + not_there

    def forward(self, x: Tensor) -> Tensor:
        return self.helper(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.ReLU(), Inner()])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def make():
    return Net()


INPUTS = [lambda: (torch.randn(2),)]
