"""Values of every kind that can nest, as programs: a type, and how one more level is put around a value."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """
from __future__ import annotations
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple
import torch
import anabranch as ab
"""

NODE = """
class Node:
    def __init__(self, x: int, NAME: KIND):
        self.x = x
        self.NAME = NAME
"""

METHODS = """
    def __eq__(self, other: Node) -> bool:
        return self.x == other.x and self.NAME == other.NAME

    def __lt__(self, other: Node) -> bool:
        return self.x < other.x or LESS

    def __hash__(self) -> int:
        return HASH

    def __str__(self) -> str:
        return "Node(" + str(self.NAME) + ")"

    def __repr__(self) -> str:
        return "Node(" + repr(self.NAME) + ")"
"""

NEXT_LESS = """((self.next is not None) and (other.next is not None) and (self.next < other.next))"""


def node(name: str, kind: str, less: str = "", hash_: str = "", methods: bool = True) -> str:
    text = NODE + METHODS if methods else NODE
    return text.replace("NAME", name).replace("KIND", kind).replace("LESS", less).replace("HASH", hash_)


@dataclass(frozen=True)
class Nest:
    """``step`` puts one more level around ``x``; ``finish`` makes of that what is looked at, a ``type``."""

    name: str
    start: str
    step: str
    type: str = "Any"
    finish: str = "x"
    finished: str = ""
    classes: str = ""
    shows: bool = True  # itself as in plain Python

    @property
    def source(self) -> str:
        """``build(n)`` gives a value of ``n`` levels, and ``Built`` is its type."""
        return f"""{HEAD}{self.classes}

def nest(n: int) -> {self.type}:
    x: {self.type} = {self.start}
    for i in range(n):
        x = {self.step}
    return x


def build(n: int) -> {self.built}:
    x = nest(n)
    return {self.finish}
"""

    @property
    def built(self) -> str:
        return self.finished or self.type


POINT = "\nclass Point(NamedTuple):\n    inner: Any\n"
COLOR = "\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n"

NESTS = [
    Nest("list", "1", "[x]"),
    Nest("tuple", "1", "(x,)"),
    Nest("pair", "1", "(1, x)"),
    Nest("dict value", "1", "{0: x}"),
    Nest("dict key", "1", "(x,)", finish="{x: 0}", finished="Dict[Any, int]"),
    Nest("set of tuples", "1", "(x,)", finish="{x}", finished="Set[Any]"),
    Nest("named tuple", "1", "Point(x)", classes=POINT),
    Nest("list of tuples", "1", "[(x, 1), (2, 3)]"),
    Nest("list typed", "1", "(x,)", finish="[x, x]", finished="List[Any]"),
    Nest("enum values", "1", "[Color.RED, x]", classes=COLOR),
    Nest(
        "linked objects", "Node(0, None)", "Node(1, x)", "Node",
        classes=node("next", "Optional[Node]", NEXT_LESS, "hash((self.x, self.next))"),
    ),
    Nest("bare objects", "Node(0, None)", "Node(1, x)", "Node", classes=node("next", "Optional[Node]", methods=False),
         shows=False),
    Nest(
        "objects in lists", "Node(0, [])", "Node(1, [x])", "Node",
        classes=node("below", "List[Node]", "self.below < other.below", "hash(tuple_of(self.below))")
        + "\n\ndef tuple_of(x: List[Node]) -> Tuple[int, int]:\n    return (len(x), hash(x[0]) if len(x) > 0 else 0)\n",
    ),
    Nest(
        "objects in dicts", "Node(0, {})", "Node(1, {'a': x})", "Node",
        classes=node("below", "Dict[str, Node]", "False", "1"),
    ),
    Nest(
        "objects in tuples", "Node(0, [])", "Node(1, [(1, x)])", "Node",
        classes=node("below", "List[Tuple[int, Node]]", "self.below < other.below", "1"),
    ),
    Nest(
        "futures", "Node(0, [])", "Node(1, [ab.fork(same, x)])", "Node",
        classes=node("below", "List[ab.Future[Node]]", methods=False) + "\n\ndef same(x: Node) -> Node:\n    return x\n",
        shows=False,
    ),
]  # fmt: skip
