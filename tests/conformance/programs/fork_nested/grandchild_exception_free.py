"""Nested forks inside conditionals, loops with early return, and with no_grad."""


def find(xs: List[int], wanted: int) -> int:
    for i, x in enumerate(xs):
        if x == wanted:
            return i
    return -1


def find_in_rows(rows: List[List[int]], wanted: int) -> Tuple[int, int]:
    fs = [jit.fork(find, row, wanted) for row in rows]
    for i, f in enumerate(fs):
        at = jit.wait(f)
        if at >= 0:
            return i, at
    return -1, -1


def main(rows: List[List[int]], wanted: List[int], w: Tensor):
    fs = [jit.fork(find_in_rows, rows, k) for k in wanted]
    with torch.no_grad():
        places = [jit.wait(f) for f in fs]
        y = w * len(places)
    return places, y


INPUTS = [
    lambda: ([[1, 2], [3, 4, 5]], [4, 1, 9], torch.ones(1).requires_grad_()),
    lambda: ([], [], torch.ones(2).requires_grad_()),
]
