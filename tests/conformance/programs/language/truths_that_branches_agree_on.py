"""A name to which every branch gives a text that is not empty: code that asks for the empty one is never reached."""


def main(x: Tensor, y: Optional[Tensor], deep: bool):
    why = ""
    bias: Optional[Tensor] = None
    if x.dim() != 2:
        why = f"expected two dimensions, got {x.dim()}"
    elif deep:
        why = "deep"
    elif bias is None:
        why = "no bias"
    count = 3 if deep else 4
    steps = 0
    while count:
        count -= 1
        steps += 1
    if not why:
        return "never", bias.sum(), steps
    return why, x.sum(), steps


INPUTS = [lambda: (torch.ones(2, 2), None, False), lambda: (torch.ones(2), None, True), lambda: (torch.ones(1, 2), None, True)]
BEYOND = "torch.jit compiles the branch that is never taken"
