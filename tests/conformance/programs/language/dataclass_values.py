"""Dataclasses with defaults: constructor made by the decorator, methods, fields, comparison (torch.jit does not find the source of the made constructor)."""
BEYOND = True
from dataclasses import dataclass


@dataclass
class Box:
    left: int
    right: int
    label: str = "box"

    def width(self) -> int:
        return self.right - self.left

    def shifted(self, by: int) -> "Box":
        return Box(self.left + by, self.right + by, self.label + "+")


def overlap(a: Box, b: Box) -> int:
    return max(0, min(a.right, b.right) - max(a.left, b.left))


def main(l: int, r: int, by: int):
    a = Box(l, r)
    b = a.shifted(by)
    c = Box(right=r, left=l)
    c.label = "c"
    same_sides = a.left == c.left and a.right == c.right
    return a.width(), overlap(a, b), b.label, c.label, same_sides, a == Box(l, r), a == b


INPUTS = [lambda: (0, 10, 3), lambda: (5, 6, -4)]
