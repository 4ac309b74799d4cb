"""An index beyond a list, inside a fork, at either end; the same function works again afterwards."""
EXPECT = ("runtime", r"index out of range")


def at(items: List[int], i: int) -> int:
    return items[i]


def main(items: List[int], places: List[int]) -> List[int]:
    pending = [jit.fork(at, items, i) for i in places]
    return [f.wait() for f in pending]


INPUTS = [lambda: ([7, 8], [0, 2, 1]), lambda: ([7, 8], [-3]), lambda: ([], [0])]
OK_INPUTS = [lambda: ([7, 8], [1, -1, 0, -2]), lambda: ([5], [])]
