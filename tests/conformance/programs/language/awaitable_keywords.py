"""Keyword arguments, defaults and Optional arguments of an awaitable's call; results that are None or Optional.

torch.jit's ``_awaitable`` gives None to no Optional parameter.
"""
BEYOND = True


def scaled(x: Tensor, by: Optional[float] = None, times: int = 1) -> Optional[Tensor]:
    if by is None:
        return None
    return x * by * times


def fill(x: Tensor, value: float) -> None:
    x.fill_(value)


def main(x: Tensor) -> Tuple[Optional[Tensor], Optional[Tensor], Tensor]:
    nothing = jit._awaitable(scaled, x, None)
    something = jit._awaitable(scaled, x, times=3, by=0.5)
    y = torch.zeros(2)
    filling = jit._awaitable(fill, y, value=7.0)
    jit._awaitable_wait(filling)
    return jit._awaitable_wait(nothing), jit._awaitable_wait(something), y


INPUTS = [lambda: (torch.randn(3),)]
