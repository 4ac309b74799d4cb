"""Returns inside loops, nested ifs; code after them is skipped."""


def find(grid: List[List[int]], wanted: int) -> Tuple[int, int]:
    for i in range(len(grid)):
        for j in range(len(grid[i])):
            if grid[i][j] == wanted:
                return i, j
    return -1, -1


def classify(x: int) -> str:
    if x < 0:
        if x < -100:
            return "very negative"
        return "negative"
    elif x == 0:
        return "zero"
    while x > 1:
        if x % 2 == 1:
            return "odd part " + str(x)
        x = x // 2
    return "power of two"


def guarded(t: Tensor, quiet: bool) -> Tensor:
    if quiet:
        if bool(t.sum() > 0):
            return t * 2
        t = t + 1
        return t * 3
    return -t


def main(grid: List[List[int]], wanted: int, t: Tensor, quiet: bool):
    words = [classify(x) for x in [-500, -3, 0, 1, 12, 64, 7]]
    return find(grid, wanted), words, guarded(t, quiet)


INPUTS = [
    lambda: ([[1, 2], [3], [], [4, 5, 3]], 3, torch.ones(2), True),
    lambda: ([[1]], 9, torch.zeros(2), True),
    lambda: ([], 0, torch.ones(1), False),
]
