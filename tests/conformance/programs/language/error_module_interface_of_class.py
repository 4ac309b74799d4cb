"""An object of a plain class is no module: an interface of modules does not take it, whatever methods it has."""
EXPECT = ("compile", r"(Double|Layer)")


@jit.interface
class Layer(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


@jit.interface
class Step:
    def forward(self, x: Tensor) -> Tensor:
        pass


@jit.script
class Double:
    def __init__(self):
        self.k = 2

    def forward(self, x: Tensor) -> Tensor:
        return x * self.k


def apply_layer(layer: Layer, x: Tensor) -> Tensor:
    return layer.forward(x)


def apply_step(step: Step, x: Tensor) -> Tensor:
    return step.forward(x)


def main(x: Tensor) -> Tensor:
    return apply_layer(Double(), x)


def near(x: Tensor) -> Tensor:
    return apply_step(Double(), x)


INPUTS = [lambda: (torch.ones(2),)]
