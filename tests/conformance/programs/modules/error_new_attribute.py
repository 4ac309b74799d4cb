"""Assigning to an attribute that the constructor did not make is a compile error that names it."""
EXPECT = ("compile", r"cache")


class Net(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        self.cache = x
        return x


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2),)]
