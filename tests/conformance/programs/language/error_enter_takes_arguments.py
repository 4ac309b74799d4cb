"""An __enter__ that wants an argument is refused when compiling."""
EXPECT = ("compile", "__enter__")


class Bad:
    def __init__(self):
        self.count = 1

    def __enter__(self, by: int):
        self.count += by

    def __exit__(self, type: Any, value: Any, trace: Any):
        pass


class Good:
    def __init__(self):
        self.count = 1

    def __enter__(self):
        self.count += 2

    def __exit__(self, type: Any, value: Any, trace: Any):
        pass


def main(n: int) -> int:
    c = Bad()
    with c:
        n += c.count
    return n


def near(n: int) -> int:
    c = Good()
    with c:
        n += c.count
    return n


INPUTS = [lambda: (1,)]
