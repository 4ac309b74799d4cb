"""A module with a backward hook cannot be traced; the hook may be a submodule's."""
TRACE = True
EXPECT = ("compile", r"backward hooks assigned")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 3)
        self.inner.register_full_backward_hook(lambda module, before, after: None)

    def forward(self, x):
        return self.inner(x)


def make():
    return Net()


def near(x):
    return x + 1


INPUTS = [lambda: (torch.randn(2, 3),)]
