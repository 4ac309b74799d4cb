"""Behind a branch that may have left, a name has the type that it has where nothing left."""


def continues(n: int) -> Optional[int]:
    x: Optional[int] = None
    for i in range(n):
        if i < 3:
            if i < 2:
                x = None
                continue
            x = 1
        else:
            x = 2
        x = x + 1
    return x


def breaks(n: int, y: Optional[int]) -> Optional[int]:
    while n > 0:
        n -= 1
        if n % 2 == 0:
            if n == 4:
                y = None
                continue
            y = 5
        else:
            if n == 3:
                y = None
                break
            y = n
        for k in range(2):
            if k == y:
                y = 7
                break
            y = y + 1
        y = y * 2
    return y


def returns(n: int, t: Optional[Tensor]) -> Tensor:
    if n > 3:
        if t is None:
            return torch.zeros(2)
        t = t + 1
    else:
        t = torch.ones(2)
    return t * n


def main(n: int, y: Optional[int], t: Optional[Tensor]):
    return continues(n), breaks(n, y), returns(n, t)


INPUTS = [
    lambda: (0, None, None), lambda: (2, 4, torch.ones(2)), lambda: (3, 1, None), lambda: (5, None, torch.ones(2)), lambda: (9, 3, None),
]
