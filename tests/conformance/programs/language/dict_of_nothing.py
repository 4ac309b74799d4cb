"""dict([]) is an empty dict, typed by what follows."""


def main(n: int) -> Tuple[Dict[int, int], Dict[str, int], int]:
    numbers: Dict[int, int] = dict([])
    numbers[n] = 1
    names: Dict[str, int] = dict([])
    return numbers, names, len(dict([]))


INPUTS = [lambda: (3,), lambda: (0,)]
