"""jit.isinstance with several types, one of which is a Dict that does not say of what."""
EXPECT = ("compile", r"Attempted to use Dict without contained types")


def main(x: Any) -> bool:
    if jit.isinstance(x, (int, Dict)):
        return True
    return False


def near(x: Any) -> bool:
    if jit.isinstance(x, (int, Dict[str, int])):
        return True
    return False


INPUTS = [lambda: (3,), lambda: ({"a": 1},), lambda: ("a",)]
