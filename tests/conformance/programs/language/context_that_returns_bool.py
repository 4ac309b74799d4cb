"""An __exit__ that returns a bool: it says nothing where no error leaves the block."""


@jit.script
class Doubled:
    def __init__(self, start: int):
        self.count = torch.tensor([start], dtype=torch.double)

    def __enter__(self):
        self.count.mul_(2)
        return self.count

    def __exit__(self, type: Any, value: Any, tb: Any) -> bool:
        self.count.div_(2)
        return type is None


def first_over(x: Tensor, steps: List[int], c: Doubled) -> Tensor:
    with c as factor:
        for step in steps:
            if step == 0:
                continue
            if step > 2:
                break
            x = x + step * factor
        if bool(x.sum() > 5):
            return x
    return x - c.count


def main(x: Tensor, steps: List[int]):
    a, b = Doubled(1), Doubled(3)
    with a as m, b as n:
        y = x + (m + n)
        with a:
            y *= m
    return y, a.count, b.count, first_over(x, steps, b), b.count


INPUTS = [lambda: (torch.ones(2), [1, 0, 2]), lambda: (torch.zeros(2), [1, 3, 5]), lambda: (torch.zeros(1), [])]
