"""Optionals: default None arguments, of tensors, tuples and lists, nested functions, unchecked unwrap."""


def scale(x: Tensor, weight: Optional[Tensor] = None, bias: Optional[float] = None) -> Tensor:
    if weight is not None:
        x = x * weight
    if bias is not None:
        return x + bias
    return x


def next_of(i: int, limit: int) -> Optional[int]:
    return i + 1 if i + 1 < limit else None


def unwrap(x: Optional[str]) -> str:
    assert x is not None
    return x + "."


def main(x: Tensor, w: Optional[Tensor], pair: Optional[Tuple[int, str]], limit: int):
    out = scale(x, w) + scale(x, bias=2.0) - scale(x, w, 0.5)
    steps = 0
    cur = jit.annotate(Optional[int], 0)
    going = True
    while going:
        following = next_of(steps, limit)
        if following is not None:
            steps = following
        going = following is not None
    text = ""
    if pair is not None:
        n, s = pair
        text = s + str(n)
    maybes: List[Optional[int]] = [1, None, 3]
    total = 0
    for m in maybes:
        if m is not None:
            total += m
    one = None if limit > 2 else "w"
    known = unwrap(one) if one is not None else "nope"
    both_none = w is None and pair is None
    return out, steps, text, total, known, both_none, maybes, cur is None


INPUTS = [
    lambda: (torch.ones(2), None, None, 4),
    lambda: (torch.ones(2), torch.tensor([2.0, 3.0]), (2, "ab"), 1),
]
