"""Texts that are nearly graphs: edits at random of graphs' texts."""

from __future__ import annotations

import random
import re
from typing import Any

import anabranch as ab
from anabranch.base.errors import GraphError

SNIPPETS = [
    "%", ":", "(", ")", "[", "]", "{", "}", ",", "=", "?", "->", '"', "\\", "#", " ", "\n", "0", "-1", "1e999", "nan",
    "9" * 5000, "Tensor", "int[]", "Future(int)", "Dict(str, int)", "NamedTuple(a : int)", "Float(2, 3, strides=[3, 1])",
    "__torch__.X", "None", "Enum<__torch__.E>", "graph(", "with prim::fork_0 = graph(", "return (%x)", "block0():",
    "prim::Constant[value={1}]()", "prim::fork_0", "aten::add", "aten::add.Tensor", "^f(1)", "value=", "[types=[int]]",
    "payload=0", "name=", "\nclass __torch__.X:\n  ",
    "\nmodule __torch__.Y:\n  attribute a : int\n", "\nenum __torch__.E(int):\n  A = 1\n", "...",
    "\nfunction f(x : int) -> int:\n", "\nnamedtuple __torch__.N: ", "\ninterface __torch__.I:\n",
    "\n  def m(self : __torch__.X) -> int:\n", "True", "1+2j", "é", "\x00", "Device", '"cpu"',
]  # fmt: skip


def mutant(text: str, chance: random.Random) -> str:
    """The text with one to three pieces dropped, doubled, swapped or replaced."""
    pieces = re.findall(r"\w+|\s+|.", text)
    for _ in range(chance.randint(1, 3)):
        i, j = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        edit = chance.randrange(5)
        if edit == 0:
            del pieces[i]
        elif edit == 1:
            pieces.insert(i, pieces[j])
        elif edit == 2:
            pieces[i], pieces[j] = pieces[j], pieces[i]
        elif edit == 3:
            pieces[i] = chance.choice(SNIPPETS)
        else:
            pieces.insert(i, chance.choice(SNIPPETS))
    return "".join(pieces)


def is_read(text: str, constants: Any = None) -> bool:
    """Whether it is read; what is not is refused with its place, and what is has a text and declarations of its own."""
    try:
        graph = ab.parse_ir(text, constants)
    except GraphError as error:
        assert re.match(r"<graph>:\d+:\d+: ", str(error)), str(error)
        return False
    str(graph)
    graph.dumps()
    return True
