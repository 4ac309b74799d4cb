"""Declared overloads need the function itself below them."""


@torch.jit._overload
def twice(x: int) -> int: ...


@torch.jit._overload
def twice(x: str) -> str: ...


def main(x: int) -> int:
    return twice(x)


@torch.jit._overload
def thrice(x: int) -> int: ...


def thrice(x):
    return x + x + x


def near(x: int) -> int:
    return thrice(x)


EXPECT = ("compile", r"(?i)implementation for the function .* is missing")
INPUTS = [lambda: (2,)]
