"""A loop of forks each of which runs a loop of forks; ragged rows, empty rows, no rows."""


def cell(row: int, column: int) -> int:
    return (row + 1) * 10 - column


def cells(row: int, width: int) -> List[int]:
    pending: List[jit.Future[int]] = []
    for column in range(width):
        pending.append(jit.fork(cell, row, column))
    return [f.wait() for f in pending]


def main(widths: List[int]) -> List[List[int]]:
    pending: List[jit.Future[List[int]]] = []
    for row, width in enumerate(widths):
        pending.append(jit.fork(cells, row, width))
    return [f.wait() for f in pending]


INPUTS = [lambda: ([3, 0, 5],), lambda: ([],), lambda: ([1] * 9,), lambda: ([15, 15, 15],)]
