"""One number stands for the list of a BroadcastingList parameter, from Python and inside."""
from torch._jit_internal import BroadcastingList2, BroadcastingList3


def three(x, y):
    # type: (float, BroadcastingList3[float]) -> List[float]
    return [x] + y


def two(x: BroadcastingList2[int]) -> List[int]:
    return x


def main(sizes: BroadcastingList2[int], maybe: Optional[BroadcastingList3[float]] = None) -> Tuple[int, List[int], List[float], bool]:
    return sizes[0] + sizes[1], two(3) + two([4, 5]) + two(sizes), three(0.5, 2.0) + three(1.0, (1.0, 2.0, 3.0)), maybe is None


def reference(sizes, maybe=None):
    a, b = sizes if isinstance(sizes, (list, tuple)) else (sizes, sizes)
    return a + b, [3, 3, 4, 5, a, b], [0.5, 2.0, 2.0, 2.0, 1.0, 1.0, 2.0, 3.0], maybe is None


INPUTS = [lambda: (3,), lambda: ([1, 2],), lambda: ((4, 5), 1.5), lambda: (7, [1.0, 2.0, 3.0]), lambda: {"sizes": 1}]
