"""Builtins whose arguments Python takes by place only refuse their names: slice(1, stop=2)."""


def main(xs: List[int]) -> List[int]:
    return xs[slice(1, stop=2)]


def near(xs: List[int]) -> List[int]:
    return xs[slice(1, 2)]


EXPECT = ("compile", r"(?i)keyword")
INPUTS = [lambda: ([1, 2, 3],), lambda: ([4, 5],)]
