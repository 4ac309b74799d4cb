"""slice(...) and Ellipsis as values: in an index tuple, in a variable, from outside the program, for lists, strings and tuples."""

OUTSIDE = (Ellipsis, slice(None, 1, None))


def rows(x: Tensor, n: int) -> Tensor:
    some = slice(n, n + 1)
    return x[some, slice(None, None, 1)]


def main(x: Tensor, at: Tuple[int, int], xs: List[int], s: str, n: int):
    every = slice(None)
    index = (every, slice(0, 1))
    second = slice(1, None, 2)
    dots = Ellipsis
    y = x.clone()
    y[index] = 7.0
    y[(dots, 1)] += 1.0
    return (
        x[(Ellipsis, slice(None, 1, None))],
        x[OUTSIDE],
        x[at],
        x[index],
        x[dots, 0],
        x[..., None, slice(1)],
        rows(x, n),
        y,
        (xs[second], s[second], (1, 2, 3, 4)[slice(0, 2)], [1, 2][every]),
        (OUTSIDE[1].stop, second.step),
    )


INPUTS = [lambda: (torch.randn(3, 4), (1, 2), [1, 2, 3, 4], "abcde", 1), lambda: (torch.randn(1, 2), (0, -1), [], "", 0)]
BEYOND = "index tuples in variables, Ellipsis as a value"
