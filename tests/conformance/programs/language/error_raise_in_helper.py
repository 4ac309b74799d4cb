"""Errors raised three calls down keep their message; those in class methods too."""
EXPECT = ("runtime", r"level three says 7|stack is empty")


class Stack:
    def __init__(self):
        self.items: List[int] = []

    def pop(self) -> int:
        if len(self.items) == 0:
            raise IndexError("stack is empty")
        return self.items.pop()


def three(n: int) -> int:
    if n == 7:
        raise ValueError(f"level three says {n}")
    return n


def two(n: int) -> int:
    return three(n + 1) * 2


def main(n: int, pops: int) -> int:
    s = Stack()
    s.items.append(two(n))
    total = 0
    for _ in range(pops):
        total += s.pop()
    return total


INPUTS = [lambda: (6, 1), lambda: (1, 2)]
OK_INPUTS = [lambda: (1, 1), lambda: (5, 0)]
