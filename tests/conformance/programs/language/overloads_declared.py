"""Declared overloads of functions and methods: the first signature that fits says the types, the result's too."""

import typing

MISSING = "???"


@torch.jit._overload
def bumped(x: int) -> int: ...
@torch.jit._overload
def bumped(x: Tensor) -> Tensor: ...
def bumped(x):
    return x + 1


@torch.jit._overload
def tidy(x: Tensor, extra: str = MISSING) -> Tensor:
    pass


@torch.jit._overload
def tidy(
    x: Tensor,
    extra: Tensor,
) -> Tuple[Tensor, Tensor]:
    pass


@torch.jit._overload
def tidy(x: Tensor, extra: Optional[Tensor]) -> Tuple[Tensor, Optional[Tensor]]:
    pass


# The function itself.
def tidy(x: Tensor, extra: Union[Optional[Tensor], str] = MISSING) -> Union[Tensor, Tuple[Tensor, Optional[Tensor]]]:
    if isinstance(extra, str):
        return x.sort()[0]
    if extra is None:
        return x, None
    return x, extra + 1


@typing.overload
def twice(x: int) -> int: ...
@typing.overload
def twice(x: str) -> str: ...
def twice(x):
    return x * 2


class Net(nn.Module):
    @torch.jit._overload_method
    def shifted(self, x: int) -> int: ...
    @torch.jit._overload_method
    def shifted(self, x: Tensor, by: int = 3) -> Tensor: ...
    def shifted(self, x, by: int = 3):
        return x + by

    def forward(self, x: Tensor, extra: Optional[Tensor], n: int):
        pair, other = tidy(x, x), tidy(x, extra)
        methods = (self.shifted(x), self.shifted(n), self.shifted(x, 5))
        image = F.interpolate(x[None, None], size=x.shape[-1:], mode="nearest")
        return tidy(x), pair[1], other[1], bumped(n), bumped(x), twice(n), twice("ab"), methods, image


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3), None, 2), lambda: (torch.randn(2), torch.ones(2), -1)]
BEYOND = "typing.overload; an overload that leaves parameters out"
