"""A module interface types a variable that holds any module of a list, chosen by an index known at run time."""


@jit.interface
class Step(nn.Module):
    def forward(self, x: Tensor, times: int) -> Tensor:
        pass


class Lift(nn.Module):
    def __init__(self, height: float):
        super().__init__()
        self.height = nn.Parameter(torch.tensor(height))

    def forward(self, x: Tensor, times: int) -> Tensor:
        return x + self.height * times


class Fold(nn.Module):
    def __init__(self):
        super().__init__()
        self.lift = Lift(-1.0)

    def forward(self, x: Tensor, times: int) -> Tensor:
        for _ in range(times):
            x = self.lift(x.abs(), 1)
        return x


class Walk(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = nn.ModuleList([Fold(), Lift(0.5), Lift(2.0)])

    def forward(self, x: Tensor, path: List[int]) -> Tensor:
        for i, which in enumerate(path):
            step: Step = self.steps[which]
            x = step.forward(x, i)
        return x


def make():
    return Walk()


INPUTS = [lambda: (torch.randn(3), [0, 1, 2, 0]), lambda: (torch.randn(1), []), lambda: (torch.randn(2), [2, 2])]
