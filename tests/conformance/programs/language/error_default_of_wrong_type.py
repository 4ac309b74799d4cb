"""A default that is none of what its parameter is annotated with."""


def main(x: Tensor, times: int = 0.5) -> Tensor:
    return x * times


def near(x: Tensor, times: float = 0.5) -> Tensor:
    return x * times


EXPECT = ("compile", r"(?i)expected a default value of type int")
INPUTS = [lambda: (torch.ones(2),), lambda: (torch.ones(2), 2.0)]
