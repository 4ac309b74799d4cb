"""Python sees the Python type of an error that crossed two forks."""


def deep(n: int) -> int:
    if n == 1:
        raise ValueError("value one")
    if n == 2:
        raise IndexError("index two")
    if n == 3:
        raise KeyError("key three")
    return n


def middle(n: int) -> int:
    return jit.wait(jit.fork(deep, n))


def main(n: int) -> int:
    return jit.wait(jit.fork(middle, n)) + 1


INPUTS = [lambda: (0,), lambda: (5,)]
BEYOND = True


def check(compiled, eager):
    raises(lambda: compiled(1), r"^ValueError: value one")
    raises(lambda: compiled(2), r"^IndexError: index two")
    raises(lambda: compiled(3), r"^KeyError: 'key three'")
    raises(lambda: jit.script(middle)(1), r"^ValueError: value one")
