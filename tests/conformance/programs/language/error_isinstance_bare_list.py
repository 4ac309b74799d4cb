"""jit.isinstance with a List that does not say of what is refused, with an example of what to write."""
EXPECT = ("compile", r"Attempted to use List without a contained type\. Please add a contained type, e\.g\. List\[int\]")


def main(x: Any) -> bool:
    return jit.isinstance(x, List)


def near(x: Any) -> bool:
    return jit.isinstance(x, List[int])


INPUTS = [lambda: ([1],), lambda: (["a"],), lambda: ("a",)]
