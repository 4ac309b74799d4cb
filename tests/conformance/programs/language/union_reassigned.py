"""A Union argument that a condition narrows and a branch assigns again: the name holds what its annotation allows."""

Pair = Tuple[Tensor, Optional[Tensor]]


def first(p: Pair) -> Tensor:
    right = p[1]
    return p[0] if right is None else p[0] + right


def as_pair(x: Union[Tensor, Pair]) -> Tensor:
    if isinstance(x, Tensor):
        x = (x, x)
    return first(x)


def bumped(x: Union[int, str]) -> Union[int, str]:
    if isinstance(x, int):
        x = x + 1
    return x


def sizes(size: Optional[Union[int, Tuple[Optional[int], Optional[int]]]]) -> int:
    if size is None:
        size = 7
    if isinstance(size, (tuple, list)):
        a, b = size
        if a is None:
            a = 3
        if b is None:
            b = 4
        size = (a, b)
    else:
        size = (size, size)
    return max(size)


def length(x: Union[int, str]) -> Union[int, str]:
    while not isinstance(x, int):
        x = len(x)
    return x


def declared(flag: bool) -> Union[int, str, None]:
    if flag:
        y: Union[int, str, None] = "a"
    else:
        y = None
    return y


def nested(x: Union[int, float, str], flag: bool) -> Union[int, float, str]:
    if flag:
        if isinstance(x, str):
            x = len(x)
        elif isinstance(x, float):
            x = "float"
    return x


def main(t: Tensor, n: int, flag: bool):
    return (
        as_pair(t),
        as_pair((t, None)),
        (bumped(n), bumped("s")),
        (sizes(None), sizes(n), sizes((None, n)), sizes((n, None))),
        (length(n), length("four")),
        declared(flag),
        (nested(n, flag), nested(0.5, flag), nested("text", flag)),
    )


INPUTS = [lambda: (torch.ones(2), 3, True), lambda: (torch.zeros(0), -9, False)]
