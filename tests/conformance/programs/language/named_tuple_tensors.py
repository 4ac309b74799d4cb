"""NamedTuples of tensors, dicts and optionals given from Python, built by keyword and returned in containers."""


class State(NamedTuple):
    h: Tensor
    c: Tensor
    step: int


class Batch(NamedTuple):
    data: Dict[str, Tensor]
    mask: Optional[Tensor]
    states: List[State]


def advance(s: State, x: Tensor) -> State:
    h = torch.tanh(s.h + x)
    return State(step=s.step + 1, h=h, c=s.c * 0.5 + h)


def main(b: Batch, n: int):
    states = b.states
    for _ in range(n):
        fresh: List[State] = []
        for s in states:
            fresh.append(advance(s, b.data["x"]))
        states = fresh
    mask = b.mask
    total = states[0].h.sum()
    if mask is not None:
        total = (states[0].h * mask).sum()
    h, c, step = states[-1]
    return Batch({"x": total}, None, states), h + c, step, states[0][2]


def state(k):
    return State(torch.full((2,), float(k)), torch.zeros(2), k)


INPUTS = [
    lambda: (Batch({"x": torch.randn(2)}, None, [state(0), state(3)]), 2),
    lambda: (Batch({"x": torch.randn(2)}, torch.tensor([1.0, 0.0]), [state(1)]), 0),
]
