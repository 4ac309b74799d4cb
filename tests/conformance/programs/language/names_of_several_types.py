"""A name assigned again with another type, annotated or not, where no join sees two types."""


def stacked(x: Tensor, n: int) -> Tensor:
    parts: List[Tensor] = []
    for i in range(n):
        parts.append(x + i)
    parts = torch.stack(parts)
    return parts.sum(0)


def flattened(xs: List[List[Tensor]]) -> Tensor:
    ys: List[List[Tensor]] = xs
    ys = [torch.cat(x) for x in ys]
    ys = torch.cat(ys)
    return ys


def keyed(names: List[str]) -> Dict[str, int]:
    lengths: Dict[str, List[int]] = {name: [len(name)] for name in names}
    lengths = {name: sum(found) for name, found in lengths.items()}
    return lengths


def left_early(x: Tensor, early: bool) -> Tensor:
    out: List[Tensor] = [x]
    if early:
        out = torch.cat(out)
        return out
    return out[0] + 1


def main(x: Tensor, n: int, early: bool):
    count = n
    count = x.sum()
    again: Union[int, str] = n
    again = [again]
    return stacked(x, n), flattened([[x, x], [x]]), keyed(["a", "bc"]), left_early(x, early), count, len(again)


INPUTS = [lambda: (torch.randn(3), 2, True), lambda: (torch.randn(1), 1, False)]
BEYOND = "an annotated name that changes its type before a return"
