"""Failed assertions and refinements of a Union at run time raise; the good path refines."""
EXPECT = ("runtime", r"(?i)assert|want an int")


def main(x: Union[int, str], y: Optional[float]) -> float:
    assert isinstance(x, int), "want an int"
    assert y is not None
    return x * y


INPUTS = [lambda: ("a", 1.0), lambda: (1, None)]
OK_INPUTS = [lambda: (2, 1.5)]
