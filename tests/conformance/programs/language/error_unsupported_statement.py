"""Statements outside the language (yield, async, global, try) are compile errors."""
EXPECT = ("compile", r"(?i)try|support")


def main(x: Tensor) -> Tensor:
    try:
        return x + 1
    except RuntimeError:
        return x


def near(x: Tensor) -> Tensor:
    if x.numel() > 0:
        return x + 1
    return x


INPUTS = [lambda: (torch.ones(2),)]
