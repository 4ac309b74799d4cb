"""A call from Python gives a parameter behind the star by its place, as Python does not allow."""
EXPECT = ("runtime", r"(scale|positional)")


def main(steps: int, *, scale: int) -> int:
    return steps * scale


INPUTS = [lambda: (1, 2), lambda: (5, 0)]
OK_INPUTS = [lambda: {"steps": 4, "scale": 5}]
