"""Tuple[X, ...] where compiled code knows how many items come: parameters and results of functions that it calls."""
BEYOND = True


def padded(x: Tensor, size: Tuple[int, ...]) -> Tensor:
    return F.pad(x, size) + len(size)


def total(xs: Tuple[Tensor, ...]) -> Tensor:
    found = xs[0]
    for x in xs[1:]:
        found = found + x
    return found


def doubled(a: Tuple[int, ...], times: Optional[Tuple[int, ...]] = None) -> Tuple[int, ...]:
    return a * 2 if times is None else a + times


def kinds(a: Union[int, Tuple[int, ...]]) -> List[bool]:
    return [isinstance(a, tuple), isinstance(a, int)]


def main(x: Tensor, n: int, more: Tuple[int, ...] = (1, 2), name: str = "n"):
    a = doubled((n, 1))
    b = doubled((1,), (2, n))
    return padded(x, (1, n)), padded(x, (n, 1, 2, 2)), total((x, x)), total((x,)), a, b, str(b), a == (1, 2), kinds(a), kinds(n), kinds((1,)), doubled(more), name


INPUTS = [lambda: (torch.ones(2, 3), 1), lambda: (torch.zeros(1, 1), 0, (3, 4))]
